awaitable<int> usual(std::string name) {
  auto answer = co_await ask(std::move(name));
  if (!answer) co_return 0;
  if (answer->isLate()) co_await wait();
  for (const auto& entry : answer->entries) {
    auto stored = co_await store(entry);
    if (stored) break;
  }
  const Pair pair{1, 2};
  co_return answer->value ? pair.first : pair.second;  // a comment with if (co_await x)
}
