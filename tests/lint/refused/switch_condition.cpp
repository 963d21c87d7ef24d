awaitable<void> choose() {
  switch (co_await kind()) {
    case 1: break;
  }
}
