/** What to look at when a target could not be reached, by the reason that is given. */
export const UPSTREAM_HINTS: Readonly<Record<string, string>> = {
  'its host name could not be resolved':
    'Check the host in the URL, and the name server of the machine that Vultrino runs on',
  'the connection was refused': 'Check the port in the URL, and that the target runs',
  'there is no way to its address': 'Check the network and the firewall of the machine that Vultrino runs on',
  'this machine has no free file descriptor': 'Let the server have more open files (ulimit -n)',
  'its TLS certificate is not signed by a trusted authority':
    'If it is of an authority of your own, name the file of its certificate in [upstream] ca_file',
  'its TLS certificate is for another name': 'Use the name in the URL that the certificate is for',
  'the TLS handshake failed': 'Check that the target speaks https at this port',
  'its answer is not valid HTTP': 'Check that the target speaks http, and not https, at this port',
  'its answer has more header fields than are taken':
    'Have the target send less: 64 KiB of header fields are taken',
  'more than 5 redirects': 'Follow none, and look where the answer leads',
}
