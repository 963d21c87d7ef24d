awaitable<void> both() {
  Pair pair{co_await one(), 2};
  use(pair);
}
