#include "log_sink.hpp"

#include "stratum/base/clock.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

namespace stratum::app {
namespace {

class StderrLog final : public LogSink {
  public:
    StderrLog(LogLevel level, LogFormat format)
        : level_(level), format_(format), logger_("stratum", std::make_shared<spdlog::sinks::stderr_sink_mt>()) {
        logger_.set_pattern("%v");  // the whole line is ours
        logger_.set_level(spdlog::level::trace);
        logger_.flush_on(spdlog::level::trace);
    }
    bool takes(LogLevel level) const override { return level >= level_ && level != LogLevel::off; }
    void write(LogLevel level, std::string_view message, LogFields fields) const override {
        const std::string line = log_line(format_, to_rfc3339(clock_.now()), level, message, fields);
        logger_.log(spdlog::level::info, spdlog::string_view_t{line.data(), line.size()});
    }

  private:
    LogLevel level_;
    LogFormat format_;
    SystemClock clock_;
    mutable spdlog::logger logger_;  // locks its sink
};

}  // namespace

std::shared_ptr<const LogSink> make_stderr_log(LogLevel level, LogFormat format) {
    return std::make_shared<const StderrLog>(level, format);
}

}  // namespace stratum::app
