awaitable<void> greet(const std::string& name);
