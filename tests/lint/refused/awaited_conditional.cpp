awaitable<int> pick(bool first) {
  auto value = co_await (first ? one() : two());
  co_return value;
}
