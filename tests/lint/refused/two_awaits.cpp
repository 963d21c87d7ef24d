awaitable<int> sum() {
  auto total = co_await one() + co_await two();
  co_return total;
}
