#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/json/serialize.hpp>

#include "tests/sandbox/sandbox_fixture.hpp"
#include "tools/sandbox/common/token_ledger.hpp"

namespace patchbay::sandbox {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;

/// What the ledger knows of a token presented more than once.
class LedgerRepeats : public SandboxTest {
 protected:
  json::object lastCall() {
    return control_.ledger().at("token_calls").as_array().back().as_object();
  }

  std::string repeatOfAnotherRefresh() {
    refresh(pair_);
    return text(lastCall(), "repeat");
  }

  std::string bytesOfRefresh() {
    const std::string body = json::serialize(withClient(
        {{"grant_type", "refresh_token"}, {"refresh_token", pair_.at("refresh_token")}}));
    return "POST /oauth/token HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
           "Content-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
  }

  asio::ip::tcp::socket connectionWithRefresh() {
    asio::ip::tcp::socket socket(context_);
    socket.connect({asio::ip::address_v4::loopback(), sandbox_.port()});
    asio::write(socket, asio::buffer(bytesOfRefresh()));
    return socket;
  }

  void awaitAbandoned() {
    while (!lastCall().at("abandoned").as_bool()) {
    }
  }

  asio::io_context context_;
  json::object pair_ = connect();
};

TEST_F(LedgerRepeats, AfterAnAnswerThatArrivedAreToldApart) {
  refresh(pair_);
  EXPECT_EQ(repeatOfAnotherRefresh(), "answered");
  EXPECT_EQ(control_.count("repeats_after_answer"), 1);
}

TEST_F(LedgerRepeats, AfterALostAnswerAreUnanswered) {
  control_.addFault({{"kind", "drop"}, {"endpoint", "/oauth/token"}, {"count", 1}});
  refresh(pair_);
  EXPECT_EQ(repeatOfAnotherRefresh(), "unanswered");
}

TEST_F(LedgerRepeats, AfterARefusalAreUnanswered) {
  control_.addFault({{"kind", "status"}, {"endpoint", "/oauth/token"}, {"count", 1}});
  refresh(pair_);
  EXPECT_EQ(repeatOfAnotherRefresh(), "unanswered");
}

TEST_F(LedgerRepeats, OfAClientThatGaveUpAreUnanswered) {
  control_.addFault({{"kind", "hold"}, {"endpoint", "/oauth/token"}, {"count", 1}});
  {
    auto impatient = connectionWithRefresh();
    control_.awaitHeld(1);
  }
  awaitAbandoned();
  EXPECT_EQ(repeatOfAnotherRefresh(), "unanswered");
  control_.release();
  EXPECT_EQ(control_.count("overlaps"), 0);
}

TEST_F(LedgerRepeats, OfAnAnswerThatWasNeverReadAreUnanswered) {
  {
    auto blind = connectionWithRefresh();
    blind.wait(asio::ip::tcp::socket::wait_read);
  }
  awaitAbandoned();
  EXPECT_EQ(repeatOfAnotherRefresh(), "unanswered");
}

TEST_F(LedgerRepeats, WhereNothingRotatesAreNone) {
  control_.change({{"rotation", "none"}});
  refresh(pair_);
  EXPECT_EQ(repeatOfAnotherRefresh(), "none");
}

TEST_F(LedgerRepeats, OfAPairKnowItsGeneration) {
  const json::object second = refresh(pair_).json().as_object();
  refresh(second);
  EXPECT_EQ(lastCall().at("generation"), 2);
}

TEST_F(LedgerRepeats, TellWhetherADeadAccessTokenWasHandedOutDead) {
  const std::string token = text(pair_, "access_token");
  const auto useHeldSince = [&](TimePoint since) {
    auto request = testing::get("/v1/token_info", token);
    request.headers.emplace_back(std::string(kHeldSinceHeader),
                                 std::to_string(since.time_since_epoch().count()));
    send(request);
  };
  const TimePoint before = clock_.now();
  clock_.advance(Seconds(5));
  control_.expireTokens();
  useHeldSince(before);
  useHeldSince(clock_.now() + Seconds(1));
  EXPECT_EQ(control_.count("dead_token_uses"), 2);
  EXPECT_EQ(control_.count("died_in_hand"), 1);
}

}  // namespace
}  // namespace patchbay::sandbox
