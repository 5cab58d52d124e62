/**
 * Tests never see the developer's own installation: every variable that could point at it is removed
 * before a test runs, so a test that forgets to name its own folder fails instead of using a real vault.
 */
for (const name of Object.keys(process.env)) {
  if (name.startsWith('VULTRINO_') && !name.startsWith('VULTRINO_TEST_') && name !== 'VULTRINO_LONG_TESTS')
    Reflect.deleteProperty(process.env, name)
}
