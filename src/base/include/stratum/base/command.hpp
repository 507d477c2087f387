#pragma once

#include "stratum/base/log.hpp"
#include "stratum/base/result.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What a command of the terminal program looks like to those who write one. No parser is named here: the program reads
/// the same declarations to parse arguments, to write the man page and to complete words in a shell.
namespace stratum {

/// How one option is shown: "-j,--jobs", "N", "children that work at once".
struct OptionInfo {
    std::string names;  ///< Long and perhaps short, separated by a comma. For positionals the upper-case name.
    std::string value;  ///< What stands for the value in the help; empty for flags.
    std::string help;   ///< One line, lower case, no full stop.
    std::vector<std::string> choices{};  ///< When not empty, the only values allowed.
};

enum class Presence : std::uint8_t { optional, required };

/// Receives the declarations of a command. Values are written to the given places before `Command::run`.
class OptionSink {
  public:
    virtual ~OptionSink() = default;
    virtual void flag(const OptionInfo& info, bool& place) = 0;
    virtual void text(const OptionInfo& info, std::optional<std::string>& place) = 0;
    virtual void integer(const OptionInfo& info, std::optional<std::int64_t>& place) = 0;
    virtual void number(const OptionInfo& info, std::optional<double>& place) = 0;
    /// May be given several times.
    virtual void list(const OptionInfo& info, std::vector<std::string>& place) = 0;
    /// One argument without a dash.
    virtual void positional(const OptionInfo& info, std::string& place, Presence presence) = 0;
    /// All remaining arguments without a dash.
    virtual void positionals(const OptionInfo& info, std::vector<std::string>& place, Presence presence) = 0;
};

/// One stream of the terminal: where to write, and whether a person is looking.
struct Terminal {
    std::ostream& stream;
    bool is_terminal = false;
    bool colour = false;
    int columns = 80;
};

/// What a running command may use of the outside. Data goes to `out`, progress and talk to `err`.
struct CommandContext {
    Terminal out;
    Terminal err;
    std::istream& in;
    std::string library;     ///< Folder of the library that was chosen.
    std::string executable;  ///< The running program, for starting confined children of itself.
    bool quiet = false;
    std::stop_token stop;  ///< Requested on Ctrl-C and SIGTERM.
    /// A value of the configuration ("analyze.jobs"): environment STRATUM_ANALYZE_JOBS, else the file, else nothing.
    std::function<std::optional<std::string>(std::string_view key)> setting;
    std::string version{};  ///< Of this program.
    Logger log{};
    /// All entries of a table whose names are the user's own ("tempo.genre"), by name. May be empty itself.
    std::function<std::vector<std::pair<std::string, std::string>>(std::string_view table)> settings{};
};

/// Errors become one line on stderr and the exit code of their kind; a number is the exit code itself.
class Command {
  public:
    virtual ~Command() = default;
    struct Info {
        std::string name;     ///< "analyze".
        std::string summary;  ///< One line for the list of commands.
        std::string details;  ///< Paragraphs for --help and the man page, with examples.
        bool hidden = false;  ///< Not for people (children of our own).
    };
    [[nodiscard]] virtual Info info() const = 0;
    virtual void declare(OptionSink& options) = 0;
    virtual Result<int> run(CommandContext& context) = 0;
};

using CommandMaker = std::unique_ptr<Command> (*)();

}  // namespace stratum
