// Real processes: the helper misbehaves, and only its own file may suffer.
#include "confined/system_calls.hpp"
#include "stratum/base/os/temp.hpp"
#include "stratum/media/confined.hpp"

#include <atomic>
#include <deque>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <thread>
#include <unistd.h>

namespace stratum::media {
namespace {

class ChildPoolTest : public testing::Test {
  protected:
    void SetUp() override { std::ofstream{file_} << "no audio"; }

    ChildPool::Options options(int jobs = 1) const {
        ChildPool::Options out;
        out.executable = STRATUM_CONFINED_HELPER;
        out.jobs = jobs;
        out.limits.memory_bytes = std::uint64_t{256} << 20;
        out.limits.silence = Seconds{kRelaxed ? 5.0 : 1.0};
        return out;
    }

    /// Runs one job for each request and returns the outcomes as text, in the order of the requests.
    std::vector<std::string> outcomes(const std::vector<std::string>& requests, ChildPool::Options opts,
                                      std::string path = {}) {
        auto pool = ChildPool::start(std::move(opts));
        if (!pool) return {pool.error().text()};
        std::size_t next = 0;
        std::vector<std::string> out(requests.size(), "never done");
        ChildPool::Callbacks callbacks;
        callbacks.next = [&]() -> std::optional<ChildPool::Job> {
            if (next == requests.size()) return std::nullopt;
            const std::string& request = requests[next];
            return ChildPool::Job{next++, path.empty() ? file_ : path, Bytes{request.begin(), request.end()}};
        };
        callbacks.answer = [](const ChildPool::Job& job, std::span<const std::uint8_t> question) {
            std::string text = "job " + std::to_string(job.id) + " asked: ";
            text.append(question.begin(), question.end());
            return Bytes{text.begin(), text.end()};
        };
        callbacks.done = [&](const ChildPool::Job& job, Result<Bytes> outcome) {
            out[job.id] = outcome ? std::string{outcome->begin(), outcome->end()}
                                  : std::string{name_of(outcome.error().code)} + ": " + outcome.error().text();
        };
        const auto ran = pool->run(callbacks, {});
        EXPECT_TRUE(ran) << ran.error().text();
        return out;
    }
    std::string outcome(const std::string& request) { return outcomes({request}, options()).front(); }

    os::TempFolder folder_ = *os::TempFolder::make();
    std::string file_ = folder_ / "file";
};

using testing::Test;

#define EXPECT_SAYS(text, part) EXPECT_NE((text).find(part), std::string::npos) << (text)

TEST_F(ChildPoolTest, ReturnsWhatTheHandlerReturnsAndUsesAChildAgain) {
    const auto out = outcomes({"pid", "error", "pid", "pid"}, options());
    EXPECT_SAYS(out[1], "corrupt: as the test asked");
    EXPECT_GT(std::stoi(out[0]), 0);
    EXPECT_EQ(out[0], out[2]) << "an error of a file is no reason for a new process";
    EXPECT_EQ(out[0], out[3]);
}

TEST_F(ChildPoolTest, AnswersQuestionsAndCarriesLargeResults) {
    const auto out = outcomes({"ask", "large", "ask"}, options());
    EXPECT_EQ(out[0], "job 0 asked: what is it?");
    EXPECT_EQ(out[1], std::string(std::size_t{20} << 20, 42));
    EXPECT_EQ(out[2], "job 2 asked: what is it?");
}

TEST_F(ChildPoolTest, SharesWorkAmongItsChildren) {
    const auto out = outcomes(std::vector<std::string>(200, "pid"), options(3));
    const std::set<std::string> pids(out.begin(), out.end());
    EXPECT_GE(pids.size(), 2U);
    EXPECT_LE(pids.size(), 3U);
}

TEST_F(ChildPoolTest, ACrashCostsOneFileAndNamesTheSignal) {
    const auto out = outcomes({"pid", "segfault", "pid", "exit", "abort", "pid"}, options());
    EXPECT_SAYS(out[1], "crashed: ");
    if (!kRelaxed) {  // Sanitizers catch the signal and end with a code.
        EXPECT_SAYS(out[1], "signal 11");
        EXPECT_SAYS(out[4], "signal 6");
    }
    EXPECT_SAYS(out[3], "ended with code 7");
    EXPECT_GT(std::stoi(out[5]), 0);
    EXPECT_NE(out[0], out[2]) << "the dead child is replaced";
}

TEST_F(ChildPoolTest, WhatWasEndedFromOutsideIsNoFaultOfTheFile) {
    // As the kernel does it when memory is short, or a system that shuts down.
    const auto out = outcomes({"killed", "terminated", "pid"}, options());
    EXPECT_SAYS(out[0], "io: ");
    EXPECT_SAYS(out[0], "signal 9");
    EXPECT_SAYS(out[0], "perhaps for want of memory");
    EXPECT_SAYS(out[0], "the next run tries it again");
    EXPECT_SAYS(out[1], "io: ");
    EXPECT_SAYS(out[1], "signal 15");
    EXPECT_GT(std::stoi(out[2]), 0);
}

TEST_F(ChildPoolTest, AnEndlessRecursionCostsOneFile) {
    const auto out = outcomes({"stack", "ask"}, options());
    EXPECT_SAYS(out[0], "crashed: ");
    EXPECT_SAYS(out[1], "job 1 asked");
}

TEST_F(ChildPoolTest, AMemoryHogIsStoppedAtItsLimit) {
    if (kRelaxed) GTEST_SKIP() << "sanitizers reserve more address space than any limit allows";
    const auto out = outcomes({"memory", "ask"}, options());
    EXPECT_SAYS(out[0], "crashed: needs more than the 256 MiB");
    EXPECT_SAYS(out[1], "job 1 asked");
}

TEST_F(ChildPoolTest, SilenceEndsAChild) {
    const auto out = outcomes({"silence", "ask"}, options());
    EXPECT_SAYS(out[0], "timeout: ");
    EXPECT_SAYS(out[0], "no sign of life");
    EXPECT_SAYS(out[1], "job 1 asked");
}

TEST_F(ChildPoolTest, AnEndlessLoopThatPretendsToWorkEndsByProcessorTime) {
    auto opts = options();
    opts.limits.cpu_grace = Seconds{0.5};
    const auto out = outcomes({"loop", "ask"}, opts);
    EXPECT_SAYS(out[0], "timeout: ");
    EXPECT_SAYS(out[0], "processor time");
    EXPECT_SAYS(out[1], "job 1 asked");
}

TEST_F(ChildPoolTest, AnExceptionBecomesAnErrorOfItsFile) { EXPECT_SAYS(outcome("throw"), "internal: "); }

TEST_F(ChildPoolTest, OpensNoFileByName) {
    EXPECT_EQ(outcome("open"), "Permission denied");
    EXPECT_EQ(outcome("reopen"), "Permission denied");
    EXPECT_EQ(outcome("create"), "Permission denied");
    EXPECT_NE(::access("/tmp/stratum-must-not-exist", F_OK), 0);
    EXPECT_NE(outcome("unlink"), "allowed");
    EXPECT_EQ(::access(file_.c_str(), F_OK), 0);
}

TEST_F(ChildPoolTest, MakesNoSocketsAndNoProcesses) {
    for (const char* attempt : {"socket", "fork", "exec"})
        EXPECT_SAYS(outcome(attempt), "tried what is forbidden to it (signal SIGSYS)");
}

TEST_F(ChildPoolTest, ReachesNoOtherProcess) {
    if (!kRelaxed) {
        EXPECT_NE(outcome("executable memory"), "allowed");
        EXPECT_NE(outcome("kill parent"), "allowed");
    }
    EXPECT_EQ(outcome("thread"), "allowed") << "threads are no processes";
    EXPECT_EQ(outcome("descriptors"), "4") << "its line, two that lead nowhere, and the file";
}

TEST_F(ChildPoolTest, NonsenseOnTheLineEndsTheChild) {
    const auto out = outcomes({"babble", "ask"}, options());
    EXPECT_SAYS(out[0], "breaks the protocol");
    EXPECT_SAYS(out[1], "job 1 asked");
}

TEST_F(ChildPoolTest, FilesThatCannotBeOpenedAreTold) {
    EXPECT_SAYS(outcomes({"ask"}, options(), folder_ / "nothing").front(), "not_found: ");
    EXPECT_SAYS(outcomes({"ask"}, options(), folder_.path()).front(), "unsupported: is a folder");
}

TEST_F(ChildPoolTest, SaysWhenNoChildCanStart) {
    auto opts = options();
    opts.arguments = {"broken"};
    auto pool = ChildPool::start(opts);
    ASSERT_FALSE(pool);
    EXPECT_EQ(pool.error().code, ErrorCode::internal);
    EXPECT_SAYS(pool.error().text(), "code 9");
    opts.executable = "/nowhere/at/all";
    EXPECT_FALSE(ChildPool::start(opts));
}

TEST_F(ChildPoolTest, StopEndsTheChildrenAtOnce) {
    auto opts = options(2);
    opts.limits.silence = Seconds{100.0};
    auto pool = ChildPool::start(opts);
    ASSERT_TRUE(pool);
    std::stop_source stop;
    int given = 0;
    ChildPool::Callbacks callbacks;
    const std::string request = "silence";
    callbacks.next = [&]() -> std::optional<ChildPool::Job> {
        return ++given > 2 ? std::nullopt
                           : std::optional{ChildPool::Job{0, file_, Bytes{request.begin(), request.end()}}};
    };
    int ticks = 0;
    callbacks.tick = [&] {
        if (++ticks == 2) stop.request_stop();
    };
    const auto begin = std::chrono::steady_clock::now();
    const auto ran = pool->run(callbacks, stop.get_token());
    ASSERT_FALSE(ran);
    EXPECT_EQ(ran.error().code, ErrorCode::cancelled);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds{20}) << "not the hundred of the silence";
}

TEST(ConfinementStatus, TellsWhatThisMachineHas) {
    const ConfinementStatus status = confinement_status();
    EXPECT_EQ(status.relaxed, kRelaxed);
    EXPECT_TRUE(status.system_call_filter) << "every Linux of the last ten years has it";
    EXPECT_GE(status.landlock_abi, 0);
}

}  // namespace
}  // namespace stratum::media
