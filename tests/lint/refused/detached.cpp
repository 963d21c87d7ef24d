void start() {
  co_spawn(executor, work(), boost::asio::detached);
}
