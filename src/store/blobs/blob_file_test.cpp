#include "stratum/store/blobs/blob_file.hpp"

#include "stratum/base/cbor.hpp"
#include "stratum/base/os/files.hpp"
#include "stratum/base/os/temp.hpp"
#include "stratum/store/blobs/folder_blobs.hpp"

#include <gtest/gtest.h>

namespace stratum::store {
namespace {

/// As blobs that lie on another machine, which have no files here.
class Elsewhere final : public Blobs {
  public:
    explicit Elsewhere(Blobs& inner) : inner_(inner) {}
    Result<BlobInfo> put(const Source& source, std::stop_token stop) override { return inner_.put(source, stop); }
    Result<void> get(const BlobId& id, ByteRange range, const Sink& sink, std::stop_token stop) override {
        return inner_.get(id, range, sink, stop);
    }
    Result<BlobInfo> stat(const BlobId& id) override { return inner_.stat(id); }
    Result<void> remove(const BlobId& id) override { return inner_.remove(id); }
    Result<void> list(const std::function<Result<void>(const BlobInfo&)>& each, std::stop_token stop) override {
        return inner_.list(each, stop);
    }
    Result<void> check() override { return inner_.check(); }

  private:
    Blobs& inner_;
};

class FileOfABlob : public testing::Test {
  protected:
    const SystemClock clock_;
    os::TempFolder folder_ = os::TempFolder::make().value();
    std::unique_ptr<Blobs> blobs_ = std::move(open_folder_blobs(folder_ / "blobs", clock_)).value();
    const Bytes bytes_ = Bytes(700'000, 9);
    const BlobId id_ = blobs_->put(source_of(bytes_)).value().id;
};

TEST_F(FileOfABlob, IsItsOwnWhereBlobsAreFiles) {
    {
        EXPECT_EQ(BlobFile::open(*blobs_, id_, folder_.path()).value().path(), blobs_->file_of(id_));
    }
    EXPECT_TRUE(verify_blob(*blobs_, id_));
    EXPECT_EQ(BlobFile::open(*blobs_, {}, folder_.path()).error().code, ErrorCode::not_found);
}

TEST_F(FileOfABlob, IsACopyElsewhereThatGoesWithItsOwner) {
    Elsewhere elsewhere{*blobs_};
    ASSERT_TRUE(make_folders(folder_ / "copies"));
    std::string path;
    {
        const auto file = BlobFile::open(elsewhere, id_, folder_ / "copies");
        ASSERT_TRUE(file) << file.error().text();
        path = file->path();
        EXPECT_EQ(read_text_file(path).value(), std::string(bytes_.begin(), bytes_.end()));
        EXPECT_NE(path, blobs_->file_of(id_));
    }
    EXPECT_FALSE(exists(path));
    EXPECT_FALSE(BlobFile::open(elsewhere, {}, folder_ / "copies"));
    EXPECT_TRUE(list_folder(folder_ / "copies").value().empty());
}

TEST_F(FileOfABlob, IsSweptADayAfterItsOwnerWasKilled) {
    ASSERT_TRUE(make_folders(folder_ / "copies"));
    {
        std::FILE* left = std::fopen((folder_ / "copies/left").c_str(), "w");
        std::fclose(left);
    }
    remove_old_copies(folder_ / "copies", clock_.now());
    EXPECT_TRUE(exists(folder_ / "copies/left"));
    remove_old_copies(folder_ / "copies", Timestamp{clock_.now().milliseconds + 2 * 86'400'000});
    EXPECT_FALSE(exists(folder_ / "copies/left"));
}

}  // namespace
}  // namespace stratum::store
