awaitable<int> forward() {
  co_return co_await one();
}
