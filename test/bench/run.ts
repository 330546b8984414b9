console.log(
  'Nothing to measure yet: the benchmarks come with the server, the mock and the element at full size.',
)
