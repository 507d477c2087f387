#include "stratum/base/os/dirs.hpp"

#include "stratum/base/os/files.hpp"

namespace stratum {

UserDirs user_dirs(const Environment& environment) {
    const auto absolute = [&](const char* variable) -> std::optional<std::string> {
        auto value = environment(variable);
        if (!value || !value->starts_with('/')) return {};
        return value;
    };
    const std::string home = absolute("HOME").value_or("/tmp");
    const auto place = [&](const char* variable, const char* otherwise) {
        return join_path(absolute(variable).value_or(join_path(home, otherwise)), "stratum");
    };
    return {place("XDG_CONFIG_HOME", ".config"), place("XDG_DATA_HOME", ".local/share"),
            place("XDG_CACHE_HOME", ".cache"), place("XDG_STATE_HOME", ".local/state")};
}

}  // namespace stratum
