awaitable<void> send() {
  co_await deliver(Letter{"to", "text"});
}
