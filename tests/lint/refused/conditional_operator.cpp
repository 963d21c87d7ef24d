awaitable<int> pick(bool first) {
  int value = first ? co_await one() : 2;
  co_return value;
}
