#include "serve/blob_store.hpp"

#include "stratum/base/os/files.hpp"
#include "stratum/base/os/temp.hpp"

#include <gtest/gtest.h>
#include <map>

namespace stratum::app {
namespace {

class BlobStoreOfAServer : public testing::Test {
  protected:
    Result<BlobStore> open(const std::string& library, std::map<std::string, std::string, std::less<>> settings = {}) {
        return open_blob_store(
            library,
            [&](std::string_view key) -> std::optional<std::string> {
                const auto found = settings.find(key);
                return found == settings.end() ? std::nullopt : std::optional{found->second};
            },
            clock_);
    }
    SystemClock clock_;
    os::TempFolder folder_ = os::TempFolder::make().value();
    const std::string server_ = "postgresql://stratum@db/stratum";
};

TEST_F(BlobStoreOfAServer, LiesInTheLibrarysFolderUnlessAnotherIsNamed) {
    const std::string bytes = "music";
    const auto source = store::source_of({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
    auto own = open(folder_.path());
    ASSERT_TRUE(own) << own.error().text();
    const auto id = own->blobs->put(source).value().id;
    EXPECT_TRUE(own->blobs->file_of(id)->starts_with(folder_ / "blobs/"));
    EXPECT_TRUE(is_writable_folder(own->scratch));
    const auto named = open(server_, {{"blobs.folder", folder_ / "shared"}});
    ASSERT_TRUE(named) << named.error().text();
    EXPECT_TRUE(named->blobs->file_of(id)->starts_with(folder_ / "shared/"));
    EXPECT_EQ(named->scratch, folder_ / "shared/scratch");
}

TEST_F(BlobStoreOfAServer, IsNotThereForADatabaseWithoutASetting) {
    const auto none = open(server_);
    ASSERT_TRUE(none) << none.error().text();
    EXPECT_EQ(none->blobs, nullptr);
    EXPECT_TRUE(none->scratch.empty());
}

TEST_F(BlobStoreOfAServer, IsS3WithEndpointBucketAndAFolderForWhatIsOnItsWay) {
    const std::string endpoint = "http://127.0.0.1:9";
    EXPECT_NE(open(server_, {{"blobs.s3_endpoint", endpoint}}).error().text().find("blobs.s3_bucket"),
              std::string::npos);
    EXPECT_FALSE(open(server_, {{"blobs.s3_bucket", "music"}}));
    EXPECT_FALSE(open(server_, {{"blobs.s3_endpoint", endpoint}, {"blobs.s3_bucket", "b"}, {"blobs.folder", "/tmp"}}));
    const auto nowhere = open(server_, {{"blobs.s3_endpoint", endpoint}, {"blobs.s3_bucket", "music"}});
    ASSERT_FALSE(nowhere);
    EXPECT_NE(nowhere.error().hint.find("blobs.scratch"), std::string::npos);
    const auto store =
        open(server_,
             {{"blobs.s3_endpoint", endpoint}, {"blobs.s3_bucket", "music"}, {"blobs.scratch", folder_ / "scratch"}});
    ASSERT_TRUE(store) << store.error().text();
    EXPECT_FALSE(store->blobs->file_of({}));
    EXPECT_TRUE(is_writable_folder(folder_ / "scratch"));
}

}  // namespace
}  // namespace stratum::app
