awaitable<void> visit() {
  co_await each([count](int value) { add(value); });
}
