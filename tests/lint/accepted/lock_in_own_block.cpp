awaitable<void> update() {
  {
    const std::lock_guard lock(mutex_);
    ++count_;
  }
  co_await store("text with { co_await ? } inside");
}
