#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

namespace patchbay {

/// The coroutine type of every operation that waits: lazy, started by `co_await`.
///
/// g++ 12 miscompiles several ordinary coroutine forms without a warning. The rules that avoid
/// them are in `docs/decisions/0001-compilers-and-coroutine-rules.md`; `make lint` enforces them.
using boost::asio::awaitable;

/// Where coroutines resume. An executor may stand for one thread or for several.
using Executor = boost::asio::any_io_executor;

}  // namespace patchbay
