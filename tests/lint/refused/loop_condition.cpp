awaitable<void> drain() {
  while (co_await next()) count();
}
