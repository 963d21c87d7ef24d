awaitable<Pair> both() {
  co_return Pair{co_await one(), 2};
}
