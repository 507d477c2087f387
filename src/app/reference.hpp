#pragma once

#include "stratum/base/command.hpp"

#include <memory>
#include <string>
#include <vector>

namespace stratum::app {

enum class OptionKind : std::uint8_t { flag, value, list, positional, positionals };

struct OptionReference {
    OptionInfo info;
    OptionKind kind = OptionKind::flag;
    Presence presence = Presence::optional;
    [[nodiscard]] bool has_dash() const { return kind != OptionKind::positional && kind != OptionKind::positionals; }
    /// "-j", "--jobs".
    [[nodiscard]] std::vector<std::string> names() const;
};

struct CommandReference {
    Command::Info info;
    std::vector<OptionReference> options;
};

/// What the commands declare, read without parsing anything; hidden ones are left out.
[[nodiscard]] std::vector<CommandReference> reference_of(const std::vector<std::unique_ptr<Command>>& commands);
/// Options that may stand before and after every command.
[[nodiscard]] const std::vector<OptionReference>& common_options();

/// stratum(1) in the man macros.
[[nodiscard]] std::string manual_page(const std::vector<CommandReference>& commands, const std::string& version);

enum class Shell : std::uint8_t { bash, zsh, fish };
[[nodiscard]] std::string completions(const std::vector<CommandReference>& commands, Shell shell);

}  // namespace stratum::app
