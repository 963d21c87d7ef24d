Thing::Thing(int a) : a_{a}, b_(a) {
  start();
}
class Other : public Thing {
  awaitable<void> run(int count, Thing& owner) override;
};
