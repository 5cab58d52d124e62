"""Connects with the official Python SDK, lists, and makes the calls it is given. JSON in (argv 1), JSON out."""
import asyncio
import json
import sys

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import create_mcp_http_client, streamable_http_client


async def use(read, write, calls):
    async with ClientSession(read, write) as session:
        await session.initialize()
        tools = await session.list_tools()
        results = []
        for name, arguments in calls:
            result = await session.call_tool(name, arguments)
            results.append(json.loads(result.model_dump_json(by_alias=True, exclude_none=True)))
        resources = await session.list_resources()
        prompts = await session.list_prompts()
        return {
            "tools": [tool.name for tool in tools.tools],
            "results": results,
            "resources": [str(one.uri) for one in resources.resources],
            "prompts": [one.name for one in prompts.prompts],
        }


async def main(job):
    if "url" in job:
        async with create_mcp_http_client(headers=job["headers"]) as client:
            async with streamable_http_client(job["url"], http_client=client) as streams:
                return await use(streams[0], streams[1], job["calls"])
    server = StdioServerParameters(command=job["command"], args=job["args"], env=job["env"])
    async with stdio_client(server) as (read, write):
        return await use(read, write, job["calls"])


print(json.dumps(asyncio.run(main(json.loads(sys.argv[1])))))
