// Every file of the shared data, sound or broken, audio or not, through a confined child.
#include "confined/system_calls.hpp"
#include "stratum/media/confined.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <gtest/gtest.h>
#include <iostream>
#include <map>

namespace stratum::media {
namespace {

TEST(Corpus, EveryFileIsReadOrRefusedWithAReason) {
    const char* root = std::getenv("STRATUM_DATA");
    if (root == nullptr) GTEST_SKIP() << "STRATUM_DATA names no folder";
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{root})
        if (entry.is_regular_file()) files.push_back(entry.path());
    std::ranges::sort(files);
    ASSERT_FALSE(files.empty());

    ChildPool::Options options;
    options.executable = STRATUM_CONFINED_HELPER;
    options.jobs = 2;
    options.limits.silence = Seconds{10.0};
    auto pool = ChildPool::start(options);
    ASSERT_TRUE(pool) << pool.error().text();

    std::size_t next = 0;
    std::map<std::uint64_t, std::chrono::steady_clock::time_point> begun;
    std::map<std::string, int> count;
    ChildPool::Callbacks callbacks;
    const std::string_view request = "decode";
    callbacks.next = [&]() -> std::optional<ChildPool::Job> {
        if (next == files.size()) return std::nullopt;
        begun[next] = std::chrono::steady_clock::now();
        return ChildPool::Job{next, files[next++], Bytes{request.begin(), request.end()}};
    };
    callbacks.done = [&](const ChildPool::Job& job, Result<Bytes> outcome) {
        const std::string name = std::filesystem::relative(job.path, root);
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun[job.id]).count();
        ++count[outcome ? "read" : std::string{name_of(outcome.error().code)}];
        std::cout << name << ": "
                  << (outcome ? std::string{outcome->begin(), outcome->end()}
                              : std::string{name_of(outcome.error().code)} + ": " + outcome.error().text())
                  << '\n';
        // No shared file is longer than five minutes; ten seconds are what a hang would need.
        EXPECT_LT(seconds, kRelaxed ? 60.0 : 10.0) << name;
        if (outcome) return;
        EXPECT_FALSE(outcome.error().message.empty()) << name;
        EXPECT_NE(outcome.error().code, ErrorCode::internal) << name << ": " << outcome.error().text();
        EXPECT_NE(outcome.error().code, ErrorCode::timeout) << name;
        EXPECT_NE(outcome.error().code, ErrorCode::crashed) << name << ": " << outcome.error().text();
    };
    const auto ran = pool->run(callbacks, {});
    EXPECT_TRUE(ran) << ran.error().text();
    EXPECT_EQ(next, files.size());
    for (const auto& [what, times] : count) std::cout << what << ": " << times << '\n';
}

}  // namespace
}  // namespace stratum::media
