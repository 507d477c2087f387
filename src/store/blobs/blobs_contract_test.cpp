#include "blobs_contract.hpp"

#include "stratum/base/os/files.hpp"
#include "stratum/base/os/temp.hpp"

#include <algorithm>
#include <fstream>

namespace stratum::store {
namespace {

TEST_P(BlobsContract, KeepWhatTheyAreGivenUnderTheHashOfIt) {
    const Bytes bytes = pattern(1000);
    const auto info = put(bytes);
    ASSERT_TRUE(info) << info.error().text();
    EXPECT_EQ(info->id, crypto::blake2b_256(bytes));
    EXPECT_EQ(info->size, 1000);
    EXPECT_GT(info->stored_at.milliseconds, 1'700'000'000'000);  // some moment after 2023
    EXPECT_EQ(get(info->id).value(), bytes);
    EXPECT_EQ(blobs_->stat(info->id)->size, 1000);
    EXPECT_TRUE(verify_blob(*blobs_, info->id));
}

TEST_P(BlobsContract, KeepLargeOnesAndGiveAnyPart) {
    const Bytes bytes = pattern(GetParam().large);
    const auto id = put(bytes).value().id;
    EXPECT_EQ(get(id).value(), bytes);
    const auto size = static_cast<std::int64_t>(bytes.size());
    for (const ByteRange range : {ByteRange{0, 1}, ByteRange{size / 2, 100'000}, ByteRange{size - 1, 1},
                                  ByteRange{size - 5, 100}, ByteRange{size, 10}, ByteRange{7, 0}, ByteRange{1}}) {
        const auto length = std::min(range.length, size - range.offset);
        const auto part = get(id, range);
        ASSERT_TRUE(part) << part.error().text();
        EXPECT_TRUE(std::ranges::equal(
            *part, std::span{bytes}.subspan(static_cast<std::size_t>(range.offset), static_cast<std::size_t>(length))))
            << range.offset;
    }
    EXPECT_EQ(get(id, {size + 1, 1}).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(get(id, {-1, 1}).error().code, ErrorCode::invalid_argument);
}

TEST_P(BlobsContract, TakeFilesAndLeaveThemThere) {
    const Bytes bytes = pattern(GetParam().large);
    const auto folder = os::TempFolder::make().value();
    const std::string path = folder / "arrived";
    std::ofstream{path, std::ios::binary}.write(reinterpret_cast<const char*>(bytes.data()),
                                                static_cast<std::streamsize>(bytes.size()));
    const auto info = blobs_->put_file(path);
    ASSERT_TRUE(info) << info.error().text();
    EXPECT_EQ(info->id, crypto::blake2b_256(bytes));
    EXPECT_EQ(get(info->id).value(), bytes);
    EXPECT_TRUE(exists(path));
    if (const auto file = blobs_->file_of(info->id)) EXPECT_TRUE(exists(*file));
    EXPECT_EQ(blobs_->put_file(folder / "nowhere").error().code, ErrorCode::not_found);
    // Its name is told before it is there, and who is told may refuse it.
    const auto refused = blobs_->put_file(path, {}, [&](const BlobId& id) -> Result<void> {
        EXPECT_TRUE(blobs_->remove(id));
        return error(ErrorCode::busy, "not now");
    });
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::busy);
    EXPECT_FALSE(blobs_->stat(info->id));
    std::optional<BlobId> told;
    EXPECT_TRUE(blobs_->put_file(path, {}, [&](const BlobId& id) {
        EXPECT_FALSE(blobs_->stat(id));
        return told = id, Result<void>{};
    }));
    EXPECT_EQ(told, info->id);
    EXPECT_TRUE(blobs_->stat(info->id));
}

TEST_P(BlobsContract, EmptyOneIsABlobToo) {
    const auto id = put({}).value().id;
    EXPECT_EQ(get(id).value(), Bytes{});
    EXPECT_EQ(blobs_->stat(id)->size, 0);
}

TEST_P(BlobsContract, TheSameTwiceIsKeptOnce) {
    const Bytes bytes = pattern(500);
    const auto id = put(bytes).value().id;
    EXPECT_EQ(put(bytes).value().id, id);
    EXPECT_EQ(all(), std::vector{id});
}

TEST_P(BlobsContract, AreListedInOrderAndRemoved) {
    std::vector<BlobId> ids;
    for (std::size_t size = 1; size <= 7; ++size) ids.push_back(put(pattern(size)).value().id);
    std::ranges::sort(ids);
    EXPECT_EQ(all(), ids);
    ASSERT_TRUE(blobs_->remove(ids[0]));
    EXPECT_TRUE(blobs_->remove(ids[0])) << "what is not there is removed";
    EXPECT_EQ(get(ids[0]).error().code, ErrorCode::not_found);
    EXPECT_EQ(blobs_->stat(ids[0]).error().code, ErrorCode::not_found);
    ids.erase(ids.begin());
    EXPECT_EQ(all(), ids);
}

TEST_P(BlobsContract, SourceThatFailsLeavesNothing) {
    for (const std::size_t before : {std::size_t{10}, GetParam().large}) {
        const Bytes bytes = pattern(before);
        auto rest = source_of(bytes);
        const auto refused = blobs_->put([&](std::span<std::uint8_t> place) -> Result<std::size_t> {
            STRATUM_TRY(const std::size_t count, rest(place));
            if (count == 0) return error(ErrorCode::timeout, "the uploader is gone");
            return count;
        });
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, ErrorCode::timeout);
    }
    EXPECT_TRUE(all().empty());
}

TEST_P(BlobsContract, SinkThatFailsEndsTheReading) {
    const auto id = put(pattern(GetParam().large)).value().id;
    int pieces = 0;
    const auto stopped = blobs_->get(id, {}, [&](std::span<const std::uint8_t>) -> Result<void> {
        return ++pieces == 1 ? error(ErrorCode::no_space, "enough") : Result<void>{};
    });
    EXPECT_EQ(stopped.error().code, ErrorCode::no_space);
    EXPECT_EQ(pieces, 1);
}

TEST_P(BlobsContract, StopWhenAskedTo) {
    std::stop_source stop;
    stop.request_stop();
    const Bytes bytes = pattern(100);
    EXPECT_EQ(blobs_->put(source_of(bytes), stop.get_token()).error().code, ErrorCode::cancelled);
    const auto id = put(bytes).value().id;
    const auto ignore = [](std::span<const std::uint8_t>) { return Result<void>{}; };
    EXPECT_EQ(blobs_->get(id, {}, ignore, stop.get_token()).error().code, ErrorCode::cancelled);
}

TEST_P(BlobsContract, AreReady) { EXPECT_TRUE(blobs_->check()); }

}  // namespace
}  // namespace stratum::store
