#include "confined/landlock.hpp"

#include <algorithm>
#include <array>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace stratum::media {
namespace {

// From the kernel's interface (include/uapi/linux/landlock.h); the headers of older systems lack the later parts.
struct RulesetAttributes {
    std::uint64_t files = 0;
    std::uint64_t network = 0;
    std::uint64_t scoped = 0;
};
struct __attribute__((packed)) PathBeneath {
    std::uint64_t allowed = 0;
    std::int32_t parent = -1;
};
constexpr std::uint64_t kExecute = 1U << 0;
constexpr std::uint64_t kReadFile = 1U << 2;
constexpr std::uint64_t kReadFolder = 1U << 3;
constexpr unsigned kGetVersion = 1U << 0;
constexpr int kRulePathBeneath = 1;

std::uint64_t all_file_rights(int abi) {
    // 13 rights at first; then: refer (2), truncate (3), device control (5).
    const int count = abi >= 5 ? 16 : abi >= 3 ? 15 : abi >= 2 ? 14 : 13;
    return (std::uint64_t{1} << count) - 1;
}

void allow(int ruleset, int parent, std::uint64_t rights) {
    struct stat facts{};
    if (::fstat(parent, &facts) != 0) return;
    if (!S_ISDIR(facts.st_mode)) rights &= kExecute | kReadFile;
    const PathBeneath rule{rights, parent};
    ::syscall(SYS_landlock_add_rule, ruleset, kRulePathBeneath, &rule, 0);
}

}  // namespace

int landlock_abi() {
    const long version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, kGetVersion);
    return version > 0 ? static_cast<int>(version) : 0;
}

os::Fd make_landlock_rules(const SandboxRules& rules) {
    const int abi = landlock_abi();
    if (abi == 0) return {};
    RulesetAttributes attributes;
    attributes.files = all_file_rights(abi);
    if (abi >= 4) attributes.network = 3;  // Bind and connect TCP.
    if (abi >= 6) attributes.scoped = 3;   // Abstract UNIX sockets, signals.
    const std::size_t size = abi >= 6 ? 24 : abi >= 4 ? 16 : 8;
    os::Fd ruleset{static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes, size, 0))};
    if (!ruleset) return {};
    const auto allow_paths = [&](const std::vector<std::string>& paths, std::uint64_t rights) {
        for (const std::string& path : paths) {
            const os::Fd parent{::open(path.c_str(), O_PATH | O_CLOEXEC)};
            if (parent) allow(ruleset.get(), parent.get(), rights);
        }
    };
    allow_paths(rules.readable, kReadFile | kReadFolder);
    allow_paths(rules.executables, kExecute | kReadFile);
    if (rules.readable_file >= 0) allow(ruleset.get(), rules.readable_file, kReadFile);
    return ruleset;
}

}  // namespace stratum::media
