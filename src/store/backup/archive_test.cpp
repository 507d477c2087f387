#include "backup/archive.hpp"

#include "stratum/base/os/files.hpp"
#include "stratum/base/os/temp.hpp"
#include "stratum/base/os/write_file.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

namespace stratum::store {
namespace {

class Archive : public testing::Test {
  protected:
    const os::TempFolder folder_ = os::TempFolder::make().value();
    const std::string path_ = folder_ / "a.stratum-backup";

    void write() const {
        auto writer = ArchiveWriter::create(path_).value();
        ASSERT_TRUE(writer.add(FrameKind::header, Bytes{1, 2, 3}));
        ASSERT_TRUE(writer.add(FrameKind::piece, Bytes(700'000, 7)));
        ASSERT_TRUE(writer.add(FrameKind::end, Bytes{}));
        ASSERT_TRUE(writer.finish());
    }
    static Result<std::vector<Frame>> read(Blobs::Source source) {
        ArchiveReader reader{std::move(source)};
        std::vector<Frame> frames;
        do {
            STRATUM_TRY(auto frame, reader.next());
            frames.push_back(std::move(frame));
        } while (frames.back().kind != FrameKind::end);
        return frames;
    }
};

TEST_F(Archive, GivesBackWhatWasWritten) {
    write();
    auto reader = ArchiveReader::open(path_).value();
    EXPECT_EQ(reader.next().value().payload, (Bytes{1, 2, 3}));
    const auto piece = reader.next().value();
    EXPECT_EQ(piece.kind, FrameKind::piece);
    EXPECT_EQ(piece.payload, Bytes(700'000, 7));
    EXPECT_EQ(reader.next().value().kind, FrameKind::end);
    EXPECT_FALSE(exists(path_ + ".part"));
}

TEST_F(Archive, LeavesNothingWithoutItsEndAndTakesNothingAway) {
    write();
    const auto before = stat_file(path_).value();
    {
        auto writer = ArchiveWriter::create(path_).value();
        ASSERT_TRUE(writer.add(FrameKind::header, Bytes{9}));
        EXPECT_TRUE(exists(path_ + ".part"));
    }
    EXPECT_FALSE(exists(path_ + ".part"));
    EXPECT_EQ(stat_file(path_).value(), before);
}

TEST_F(Archive, FindsEveryCutAndEveryChangedByte) {
    auto writer = ArchiveWriter::create(path_).value();
    ASSERT_TRUE(writer.add(FrameKind::header, Bytes{1, 2, 3}));
    ASSERT_TRUE(writer.add(FrameKind::piece, Bytes(40, 7)));
    ASSERT_TRUE(writer.add(FrameKind::end, Bytes{}));
    ASSERT_TRUE(writer.finish());
    const std::string whole = read_text_file(path_).value();
    for (std::size_t length = 0; length < whole.size(); ++length) {
        const std::string cut = whole.substr(0, length);
        const auto read_cut = read(source_of({reinterpret_cast<const std::uint8_t*>(cut.data()), cut.size()}));
        ASSERT_FALSE(read_cut) << length;
        EXPECT_EQ(read_cut.error().code, ErrorCode::corrupt) << length;
    }
    for (std::size_t at = 0; at < whole.size(); ++at) {
        std::string changed = whole;
        changed[at] = static_cast<char>(changed[at] ^ 0x10);
        EXPECT_FALSE(read(source_of({reinterpret_cast<const std::uint8_t*>(changed.data()), changed.size()}))) << at;
    }
}

TEST_F(Archive, TrustsNoLength) {
    std::string claims{kArchiveBegin};
    claims += std::string{"R\xff\xff\xff\x0f", 5} + "few";
    const auto outcome = read(source_of({reinterpret_cast<const std::uint8_t*>(claims.data()), claims.size()}));
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code, ErrorCode::corrupt);
}

TEST_F(Archive, AFullDiskIsSaid) {
    ASSERT_EQ(::symlink("/dev/full", (path_ + ".part").c_str()), 0);
    const auto writer = ArchiveWriter::create(path_);
    ASSERT_FALSE(writer);
    EXPECT_EQ(writer.error().code, ErrorCode::no_space) << writer.error().text();
    EXPECT_FALSE(exists(path_));
    EXPECT_FALSE(ArchiveWriter::create(folder_ / "no/such/folder"));
}

TEST(Packing, ComesBackAndRefusesRubbish) {
    const Bytes bytes(100'000, 3);
    const Bytes packed = pack(bytes).value();
    EXPECT_LT(packed.size(), 1'000U);
    EXPECT_EQ(unpack(packed).value(), bytes);
    EXPECT_TRUE(unpack(pack({}).value()).value().empty());
    EXPECT_EQ(unpack(Bytes{1, 2, 3}).error().code, ErrorCode::corrupt);
    EXPECT_EQ(unpack(std::span{packed}.first(packed.size() - 5)).error().code, ErrorCode::corrupt);
}

}  // namespace
}  // namespace stratum::store
