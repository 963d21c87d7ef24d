awaitable<int> answer() {
  if (co_await isReady()) co_return 1;
  co_return 0;
}
