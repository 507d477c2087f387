#pragma once

#include "stratum/base/ids.hpp"
#include "stratum/base/os/temp.hpp"
#include "stratum/base/text.hpp"
#include "stratum/store/open.hpp"

#include <cstdlib>
#include <functional>
#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// For tests of any room that must hold on every engine. Not for anything else.
///
///     class Names : public stratum::store::OnEveryEngine {};
///     TEST_P(Names, AreKept) { auto database = open(); ... }
///     STRATUM_ON_EVERY_ENGINE(Names);
///
/// `open` may be called several times, for several connections to one database, which lives as long as the test. The
/// room's CMakeLists.txt says `SERVERS postgresql`.
namespace stratum::store {

class OnEveryEngine : public testing::TestWithParam<Engine> {
  public:
    /// A file, or the address of a schema that nobody else uses; for `open_database` and `Pool`.
    [[nodiscard]] const std::string& place() const { return place_; }
    [[nodiscard]] std::unique_ptr<Database> open(Seconds patience = Seconds{10.0}) const {
        auto opened = open_database(place_, patience);
        if (!opened) ADD_FAILURE() << opened.error().text();
        return opened ? std::move(*opened) : nullptr;
    }

  protected:
    void SetUp() override {
        if (GetParam() == Engine::sqlite) {
            folder_.emplace(os::TempFolder::make().value());
            place_ = *folder_ / "test.db";
            return;
        }
        const char* address = std::getenv("STRATUM_TEST_POSTGRESQL");
        if (address == nullptr) GTEST_SKIP() << "STRATUM_TEST_POSTGRESQL names no server";
        server_ = open_database(address).value();
        schema_ = "test_" + to_hex(IdSource::random().bytes);
        ASSERT_TRUE(server_->execute("CREATE SCHEMA " + schema_));
        place_ = std::string{address} + "&options=-csearch_path%3D" + schema_;
    }
    void TearDown() override {
        if (server_ != nullptr) (void)server_->script("SET lock_timeout = 60000; DROP SCHEMA " + schema_ + " CASCADE");
    }

  private:
    std::optional<os::TempFolder> folder_;
    std::unique_ptr<Database> server_;
    std::string schema_;
    std::string place_;
};

}  // namespace stratum::store

#define STRATUM_ON_EVERY_ENGINE(Suite)                                                                                \
    INSTANTIATE_TEST_SUITE_P(Engines, Suite,                                                                          \
                             testing::Values(::stratum::store::Engine::sqlite, ::stratum::store::Engine::postgresql), \
                             [](const auto& test) { return std::string{::stratum::store::name_of(test.param)}; })
