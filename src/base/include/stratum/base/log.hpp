#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace stratum {

enum class LogLevel : std::uint8_t { debug, info, warning, error, off };
[[nodiscard]] std::string_view name_of(LogLevel level);
[[nodiscard]] bool from_name(std::string_view name, LogLevel& out);

enum class LogFormat : std::uint8_t {
    text,  ///< "2026-11-20T23:45:00.123Z warning: message key=value"
    json,  ///< One object a line: time, level, message and the fields.
};

struct LogField {
    std::string_view key;
    std::string value;
};

using LogFields = std::initializer_list<LogField>;

/// One line as it is written, without its end. Whatever the message holds, it stays one line.
[[nodiscard]] std::string log_line(LogFormat format, std::string_view time, LogLevel level, std::string_view message,
                                   LogFields fields);

/// Takes what is logged; the program has one that writes to stderr, tests have their own. Thread-safe.
class LogSink {
  public:
    virtual ~LogSink() = default;
    [[nodiscard]] virtual bool takes(LogLevel level) const = 0;
    virtual void write(LogLevel level, std::string_view message, LogFields fields) const = 0;
};

/// Where a part of the program tells what it does, for those who run it; results and errors for users go elsewhere.
/// A value that is cheap to copy; one without a sink says nothing. Thread-safe. Never give it a secret.
class Logger {
  public:
    Logger() = default;
    explicit Logger(std::shared_ptr<const LogSink> sink) : sink_(std::move(sink)) {}

    [[nodiscard]] bool logs(LogLevel level) const { return sink_ != nullptr && sink_->takes(level); }
    void log(LogLevel level, std::string_view message, LogFields fields = {}) const {
        if (logs(level)) sink_->write(level, message, fields);
    }
    void debug(std::string_view message, LogFields fields = {}) const { log(LogLevel::debug, message, fields); }
    void info(std::string_view message, LogFields fields = {}) const { log(LogLevel::info, message, fields); }
    void warning(std::string_view message, LogFields fields = {}) const { log(LogLevel::warning, message, fields); }
    void error(std::string_view message, LogFields fields = {}) const { log(LogLevel::error, message, fields); }

  private:
    std::shared_ptr<const LogSink> sink_;
};

}  // namespace stratum
