#pragma once

#include "stratum/base/log.hpp"

#include <memory>

namespace stratum::app {

/// Lines on stderr, from `level` on.
[[nodiscard]] std::shared_ptr<const LogSink> make_stderr_log(LogLevel level, LogFormat format);

}  // namespace stratum::app
