#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace patchbay::sandbox {

/// Reads a stream of HTTP answers, each with a `Content-Length` or without a body (so none to a
/// HEAD), and carries out the orders that answers give by `kWireHeader`. Pure: bytes in, bytes out.
class AnswerScanner {
 public:
  /// How the connection goes on after what `scan` returned.
  enum class Ending { none, close, reset };

  /// @returns the bytes that go to the client now. Half an answer header is kept back.
  std::string scan(std::string_view bytes);
  /// How many answers have gone out whole and as they were.
  std::size_t wholeAnswers() const { return whole_answers_; }
  Ending ending() const { return body_left_ == 0 ? ending_ : Ending::none; }

 private:
  std::string takeBody(std::string_view& bytes);
  std::string takeHead(std::string_view& bytes);
  std::string obey(std::string head);

  std::string head_;
  std::size_t body_left_ = 0;
  std::size_t whole_answers_ = 0;
  Ending ending_ = Ending::none;  ///< due once the body has gone out
};

}  // namespace patchbay::sandbox
