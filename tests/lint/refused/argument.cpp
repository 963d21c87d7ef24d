awaitable<void> chain() {
  use(co_await one());
}
