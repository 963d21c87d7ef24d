awaitable<void> send() {
  co_await deliver({"to", "text"});
}
