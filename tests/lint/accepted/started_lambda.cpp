void start() {
  co_spawn(executor, [self]() -> awaitable<void> { co_await self->run(); }, logFailure);
}
void callback() {
  auto handler = [self](std::error_code error) { self->finish(error); };
  post(std::move(handler));
}
