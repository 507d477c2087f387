#include "serve/distant_blobs.hpp"

#include <gtest/gtest.h>
#include <vector>

namespace stratum::app {
namespace {

/// A store that fails in one way, whatever it is asked.
class BrokenBlobs final : public store::Blobs {
  public:
    explicit BrokenBlobs(ErrorCode code) : code_(code) {}
    Result<store::BlobInfo> put(const Source& source, std::stop_token) override {
        std::vector<std::uint8_t> place(8);
        STRATUM_TRY_VOID(source(place));
        return failure();
    }
    Result<void> get(const store::BlobId&, store::ByteRange, const Sink& sink, std::stop_token) override {
        STRATUM_TRY_VOID(sink({}));
        return failure();
    }
    Result<store::BlobInfo> stat(const store::BlobId&) override { return failure(); }
    Result<void> remove(const store::BlobId&) override { return failure(); }
    Result<void> list(const std::function<Result<void>(const store::BlobInfo&)>& each, std::stop_token) override {
        STRATUM_TRY_VOID(each({}));
        return failure();
    }
    Result<void> check() override { return failure(); }

  private:
    [[nodiscard]] Error failure() const { return error(code_, "10.0.0.7 said no"); }
    ErrorCode code_;
};

const store::Blobs::Sink kTakes = [](std::span<const std::uint8_t>) { return Result<void>{}; };
const store::Blobs::Source kGives = [](std::span<std::uint8_t>) { return Result<std::size_t>{0}; };

TEST(DistantBlobs, HaveTroubleOfTheirOwnForALittleWhileAndTellNobodyWhere) {
    for (const ErrorCode code : {ErrorCode::io, ErrorCode::timeout, ErrorCode::permission_denied}) {
        const auto blobs = distant_blobs(std::make_unique<BrokenBlobs>(code), {});
        const auto expect_busy = [](const auto& result) {
            ASSERT_FALSE(result);
            EXPECT_EQ(result.error().code, ErrorCode::busy);
            EXPECT_EQ(result.error().message.find("10.0.0.7"), std::string::npos);
            EXPECT_NE(result.error().hint, "");
        };
        expect_busy(blobs->put(kGives));
        expect_busy(blobs->get({}, {}, kTakes));
        expect_busy(blobs->stat({}));
        expect_busy(blobs->remove({}));
        expect_busy(blobs->list([](const store::BlobInfo&) { return Result<void>{}; }));
        EXPECT_EQ(blobs->check().error().code, code) << "operators want the reason";
    }
}

TEST(DistantBlobs, HandOnWhatIsNoTroubleOfTheStore) {
    const auto missing = distant_blobs(std::make_unique<BrokenBlobs>(ErrorCode::not_found), {});
    EXPECT_EQ(missing->stat({}).error().code, ErrorCode::not_found);
    const auto broken = distant_blobs(std::make_unique<BrokenBlobs>(ErrorCode::io), {});
    const Error own = error(ErrorCode::io, "whoever asked went away");
    EXPECT_EQ(broken->get({}, {}, [&](auto) -> Result<void> { return own; }).error().code, ErrorCode::io);
    EXPECT_EQ(broken->put([&](auto) -> Result<std::size_t> { return own; }).error().code, ErrorCode::io);
    const auto refuses = [&](const store::BlobId&) -> Result<void> { return own; };
    EXPECT_EQ(broken->put_file("/proc/self/status", {}, refuses).error().code, ErrorCode::io);
    EXPECT_EQ(broken->list([&](const auto&) -> Result<void> { return own; }).error().code, ErrorCode::io);
}

}  // namespace
}  // namespace stratum::app
