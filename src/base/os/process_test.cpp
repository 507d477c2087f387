#include "stratum/base/os/process.hpp"

#include "stratum/base/os/temp.hpp"

#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace stratum::os {
namespace {

TEST(Spawn, RunsAProgramAndTellsHowItEnded) {
    const auto good = run_program("/bin/sh", {"-c", "echo out; echo err >&2; exit 3"});
    ASSERT_TRUE(good) << good.error().text();
    EXPECT_EQ(good->status.code, 3);
    EXPECT_EQ(good->output, "out\nerr\n");
    const auto killed = run_program("/bin/sh", {"-c", "kill -SEGV $$"});
    ASSERT_TRUE(killed);
    EXPECT_EQ(killed->status.signal, SIGSEGV);
    EXPECT_EQ(killed->status.text(), "was ended by signal 11 (Segmentation fault)");
}

TEST(Process, ThatHasEndedIsAskedForNoMoreAndNeverForAnother) {
    auto ended = spawn({"/bin/true", {}, {}, std::nullopt, {}});
    ASSERT_TRUE(ended);
    EXPECT_EQ(ended->wait().code, 0);
    auto other = spawn({"/bin/sh", {"-c", "exit 7"}, {}, std::nullopt, {}});
    ASSERT_TRUE(other);
    ::siginfo_t info{};  // Its end has come, and waits to be asked for.
    ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(other->pid()), &info, WEXITED | WNOWAIT), 0);
    EXPECT_FALSE(ended->poll());
    const auto status = other->poll();
    ASSERT_TRUE(status);
    EXPECT_EQ(status->code, 7);
    EXPECT_FALSE(other->poll());
}

TEST(Spawn, SaysWhyAProgramCannotStart) {
    const auto missing = run_program("/nowhere/at/all", {});
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::not_found);
    const auto refused = spawn({"/bin/true", {}, {}, std::nullopt, [] { return EPERM; }});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::permission_denied);
}

TEST(Spawn, HandsOverOnlyTheNamedDescriptors) {
    // Two ours that lie where the child wants them crossed: 5 must become 6 and 6 become 5.
    auto folder = TempFolder::make();
    ASSERT_TRUE(folder);
    std::ofstream{*folder / "a"} << "A";
    std::ofstream{*folder / "b"} << "B";
    const Fd a{::open((*folder / "a").c_str(), O_RDONLY)};  // No O_CLOEXEC on purpose.
    const Fd b{::open((*folder / "b").c_str(), O_RDONLY)};
    auto out = make_pipe();
    ASSERT_TRUE(out);
    auto child = spawn({"/bin/sh",
                        {"-c", "cat <&" + std::to_string(b.get()) + "; cat <&" + std::to_string(a.get()) +
                                   "; ls /proc/self/fd | wc -w"},
                        {{a.get(), b.get()}, {b.get(), a.get()}, {1, out->write.get()}},
                        std::nullopt,
                        nullptr});
    ASSERT_TRUE(child) << child.error().text();
    out->write.reset();
    std::string text(64, '\0');
    std::size_t length = 0;
    for (ssize_t got = 0; (got = ::read(out->read.get(), text.data() + length, text.size() - length)) > 0;)
        length += static_cast<std::size_t>(got);
    child->wait();
    text.resize(length);
    EXPECT_EQ(text.substr(0, 2), "AB");
    EXPECT_EQ(std::stoi(text.substr(2)), 6) << "0, 1, 2, the two files and the folder that ls reads";
}

TEST(Spawn, KillsAChildWhoseOwnerGoes) {
    pid_t pid = 0;
    {
        auto child = spawn({"/bin/sleep", {"100"}, {}, std::nullopt, nullptr});
        ASSERT_TRUE(child);
        pid = child->pid();
        EXPECT_FALSE(child->poll());
        EXPECT_EQ(::kill(pid, 0), 0);
    }
    EXPECT_NE(::kill(pid, 0), 0) << "must be gone and awaited";
}

TEST(OpenRegularFile, RefusesWhatIsNoFile) {
    EXPECT_EQ(open_regular_file("/nowhere").error().code, ErrorCode::not_found);
    EXPECT_EQ(open_regular_file("/tmp").error().code, ErrorCode::unsupported);
    EXPECT_EQ(open_regular_file("/dev/zero").error().code, ErrorCode::unsupported);
    auto folder = TempFolder::make();
    ASSERT_TRUE(folder);
    const std::string pipe = *folder / "pipe";
    ASSERT_EQ(run_program("/usr/bin/mkfifo", {pipe})->status.code, 0);
    EXPECT_EQ(open_regular_file(pipe).error().code, ErrorCode::unsupported) << "and must not wait for a writer";
}

}  // namespace
}  // namespace stratum::os
