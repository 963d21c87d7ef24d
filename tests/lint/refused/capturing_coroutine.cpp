auto later = [self](int value) -> awaitable<void> {
  co_await self->put(value);
};
