awaitable<void> update() {
  const std::lock_guard lock(mutex_);
  co_await store();
}
