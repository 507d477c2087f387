#pragma once

#include "stratum/base/command.hpp"

#include <memory>
#include <string_view>
#include <vector>

namespace stratum::app {

/// The one command that runs with a configuration that can not be read: to say so.
inline constexpr std::string_view kDoctor = "doctor";
[[nodiscard]] std::unique_ptr<Command> make_doctor_command();
[[nodiscard]] std::unique_ptr<Command> make_serve_command();
[[nodiscard]] std::unique_ptr<Command> make_worker_command();
[[nodiscard]] std::unique_ptr<Command> make_backup_command();
[[nodiscard]] std::unique_ptr<Command> make_restore_command();
/// Hidden: they print the man page and the completions of the commands in `all`, which must outlive them.
[[nodiscard]] std::unique_ptr<Command> make_manual_command(const std::vector<std::unique_ptr<Command>>& all);
[[nodiscard]] std::unique_ptr<Command> make_completions_command(const std::vector<std::unique_ptr<Command>>& all);

/// The commands of all features and those of the program itself.
[[nodiscard]] std::unique_ptr<std::vector<std::unique_ptr<Command>>> all_commands();

}  // namespace stratum::app
