// What the kernel says of a process that has put the sandbox on.
#include "confined/sandbox.hpp"

#include "confined/system_calls.hpp"
#include "stratum/base/os/process.hpp"
#include "stratum/media/confined.hpp"

#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace stratum::media {
namespace {

constexpr std::uint64_t kMemory = std::uint64_t{256} << 20;

/// What a confined process tells of itself.
struct Told {
    int applied = -1;
    rlimit core{};
    rlimit file_size{};
    rlimit data{};
    rlimit address_space{};
    rlimit descriptors{};
    rlimit cpu{};
};

/// A process that confines itself, tells its limits and then stays until this object goes.
class Confined {
  public:
    explicit Confined(const SandboxRules& rules) {
        int there[2];
        int back[2];
        if (::pipe(there) != 0 || ::pipe(back) != 0) return;
        const pid_t pid = ::fork();
        if (pid == 0) {
            ::close(back[1]);
            Told own;
            own.applied = Sandbox::prepare(rules).apply();
            (void)::getrlimit(RLIMIT_CORE, &own.core);
            (void)::getrlimit(RLIMIT_FSIZE, &own.file_size);
            (void)::getrlimit(RLIMIT_DATA, &own.data);
            (void)::getrlimit(RLIMIT_AS, &own.address_space);
            (void)::getrlimit(RLIMIT_NOFILE, &own.descriptors);
            (void)::getrlimit(RLIMIT_CPU, &own.cpu);
            (void)!::write(there[1], &own, sizeof own);
            char byte = 0;
            (void)!::read(back[0], &byte, 1);
            ::_exit(0);
        }
        process_ = os::Process{pid};
        ::close(there[1]);
        ::close(back[0]);
        told_here_ = ::read(there[0], &told, sizeof told) == static_cast<ssize_t>(sizeof told);
        ::close(there[0]);
        stay_ = os::Fd{back[1]};
    }
    [[nodiscard]] bool told_here() const { return told_here_ && told.applied == 0; }
    [[nodiscard]] pid_t pid() const { return process_.pid(); }

    Told told;

  private:
    os::Process process_;
    os::Fd stay_;
    bool told_here_ = false;
};

/// Files under /proc/PID/net belong to a network namespace: equal numbers, equal namespaces. Unlike /proc/PID/ns they
/// may be looked at although the process cannot be traced.
std::optional<ino_t> network_of(const std::string& process) {
    struct stat about{};
    if (::stat(("/proc/" + process + "/net/dev").c_str(), &about) != 0) return std::nullopt;
    return about.st_ino;
}

void expect_limit(const rlimit& limit, std::uint64_t value, const char* what) {
    EXPECT_EQ(limit.rlim_cur, value) << what;
    EXPECT_EQ(limit.rlim_max, value) << what << " could be raised again";
}

TEST(Sandbox, HasTheLimitsOfItsRules) {
    const Confined process{{.memory_bytes = kMemory, .cpu_seconds = 77}};
    ASSERT_TRUE(process.told_here());
    expect_limit(process.told.core, 0, "core");
    expect_limit(process.told.descriptors, 64, "descriptors");
    expect_limit(process.told.cpu, 77, "processor time");
    if (kRelaxed) GTEST_SKIP() << "sanitizers reserve more address space than any limit allows";
    expect_limit(process.told.file_size, 0, "size of files");
    expect_limit(process.told.data, kMemory, "data");
    // Code of libraries, stacks and reserves have 4 GiB beside the memory.
    expect_limit(process.told.address_space, kMemory + (std::uint64_t{4} << 30), "address space");
}

TEST(Sandbox, ProcessorTimeIsLeftToTheParentUnlessAskedFor) {
    rlimit ours{};
    ASSERT_EQ(::getrlimit(RLIMIT_CPU, &ours), 0);
    const Confined process{{.memory_bytes = kMemory}};
    ASSERT_TRUE(process.told_here());
    EXPECT_EQ(process.told.cpu.rlim_cur, ours.rlim_cur);
}

TEST(Sandbox, HasANetworkOfItsOwnWithNothingInIt) {
    if (!confinement_status().network_namespace) GTEST_SKIP() << "this kernel gives us no network namespaces";
    const auto ours = network_of("self");
    if (!ours) GTEST_SKIP() << "there is no /proc/self/net to compare";
    const Confined process{{.memory_bytes = kMemory}};
    ASSERT_TRUE(process.told_here());
    const auto theirs = network_of(std::to_string(process.pid()));
    if (!theirs) GTEST_SKIP() << "/proc of other processes is hidden here";
    EXPECT_NE(*theirs, *ours);
}

}  // namespace
}  // namespace stratum::media
