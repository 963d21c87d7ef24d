awaitable<void> greet(std::string_view name) {
  co_await say(std::string(name));
}
