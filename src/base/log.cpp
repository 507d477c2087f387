#include "stratum/base/log.hpp"

#include "stratum/base/fields.hpp"
#include "stratum/base/json_writer.hpp"
#include "stratum/base/terminal_text.hpp"

#include <array>

namespace stratum {
namespace {

constexpr std::array<std::pair<LogLevel, std::string_view>, 5> kLevels{{{LogLevel::debug, "debug"},
                                                                        {LogLevel::info, "info"},
                                                                        {LogLevel::warning, "warning"},
                                                                        {LogLevel::error, "error"},
                                                                        {LogLevel::off, "off"}}};

}  // namespace

std::string_view name_of(LogLevel level) { return find_name(kLevels, level); }
bool from_name(std::string_view name, LogLevel& out) { return find_name(kLevels, name, out); }

std::string log_line(LogFormat format, std::string_view time, LogLevel level, std::string_view message,
                     LogFields fields) {
    if (format == LogFormat::json) {
        JsonWriter json;
        json.begin_object();
        json.member("time", time);
        json.member("level", name_of(level));
        json.member("message", message);
        for (const LogField& field : fields) json.member(field.key, field.value);
        json.end_object();
        return json.take();
    }
    std::string text = std::string{time} + " " + std::string{name_of(level)} + ": " + printable(message);
    for (const LogField& field : fields) {
        // A value with blanks is quoted, so that the line can be taken apart again.
        const bool plain = !field.value.empty() && field.value.find_first_of(" \"=") == std::string::npos;
        text += " " + std::string{field.key} + "=" + (plain ? printable(field.value) : to_json(field.value));
    }
    return text;
}

}  // namespace stratum
