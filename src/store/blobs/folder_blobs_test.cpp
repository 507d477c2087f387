#include "stratum/store/blobs/folder_blobs.hpp"

#include "blobs_contract.hpp"
#include "stratum/base/os/files.hpp"
#include "stratum/base/os/temp.hpp"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace stratum::store {
namespace {

const SystemClock kClock;

/// A folder that goes with what is in it.
class OwnFolder final : public Blobs {
  public:
    OwnFolder() : inner_(std::move(open_folder_blobs(folder_ / "blobs", kClock)).value()) {}
    Result<BlobInfo> put(const Source& source, std::stop_token stop) override { return inner_->put(source, stop); }
    Result<BlobInfo> put_file(const std::string& path, std::stop_token stop, const Named& named) override {
        return inner_->put_file(path, stop, named);
    }
    [[nodiscard]] std::optional<std::string> file_of(const BlobId& id) const override { return inner_->file_of(id); }
    Result<void> get(const BlobId& id, ByteRange range, const Sink& sink, std::stop_token stop) override {
        return inner_->get(id, range, sink, stop);
    }
    Result<BlobInfo> stat(const BlobId& id) override { return inner_->stat(id); }
    Result<void> remove(const BlobId& id) override { return inner_->remove(id); }
    Result<void> list(const std::function<Result<void>(const BlobInfo&)>& each, std::stop_token stop) override {
        return inner_->list(each, stop);
    }
    Result<void> check() override { return inner_->check(); }

  private:
    os::TempFolder folder_ = os::TempFolder::make().value();
    std::unique_ptr<Blobs> inner_;
};

INSTANTIATE_TEST_SUITE_P(Kinds, BlobsContract,
                         testing::Values(BlobsUnderTest{"folder", [] { return std::make_unique<OwnFolder>(); },
                                                        3'000'001}),
                         [](const auto& test) { return test.param.name; });

class BlobFolder : public testing::Test {
  protected:
    [[nodiscard]] std::unique_ptr<Blobs> open() const {
        return std::move(open_folder_blobs(folder_.path(), kClock)).value();
    }
    [[nodiscard]] std::string path_of(const BlobId& id) const {
        const std::string name = crypto::to_hex(id);
        return folder_ / (name.substr(0, 2) + "/" + name.substr(2, 2) + "/" + name);
    }
    os::TempFolder folder_ = os::TempFolder::make().value();
    Bytes bytes_ = Bytes(100'000, 7);
};

TEST_F(BlobFolder, TakesAFileWithoutACopyAndLeavesItThere) {
    const auto elsewhere = folder_ / "arrived";
    std::ofstream{elsewhere, std::ios::binary}.write(reinterpret_cast<const char*>(bytes_.data()),
                                                     static_cast<std::streamsize>(bytes_.size()));
    const auto blobs = open();
    for (int again = 0; again < 2; ++again) {  // as after a crash between keeping it and noting that it is kept
        const auto id = blobs->put_file(elsewhere).value().id;
        EXPECT_EQ(id, crypto::blake2b_256(bytes_));
        EXPECT_EQ(blobs->file_of(id), path_of(id));
        EXPECT_EQ(stat_file(path_of(id)).value().inode, stat_file(elsewhere).value().inode);
        EXPECT_TRUE(std::filesystem::is_empty(folder_ / "incoming"));
    }
    std::filesystem::remove(elsewhere);
    EXPECT_TRUE(verify_blob(*blobs, crypto::blake2b_256(bytes_)));
}

TEST_F(BlobFolder, HasFilesByTheFirstDigitsOfTheirNames) {
    const auto id = open()->put(source_of(bytes_)).value().id;
    EXPECT_EQ(std::filesystem::file_size(path_of(id)), bytes_.size());
    EXPECT_TRUE(std::filesystem::is_empty(folder_ / "incoming"));
}

TEST_F(BlobFolder, DamageIsFoundAndHealedByPuttingItAgain) {
    const auto blobs = open();
    const auto id = blobs->put(source_of(bytes_)).value().id;
    std::filesystem::resize_file(path_of(id), 50);
    EXPECT_EQ(verify_blob(*blobs, id).error().code, ErrorCode::corrupt);
    ASSERT_TRUE(blobs->put(source_of(bytes_)));
    EXPECT_TRUE(verify_blob(*blobs, id));
}

TEST_F(BlobFolder, FullDiskIsToldAndLeavesNothing) {
    // A limit on the size of files stands for the full disk; a child keeps it from the other tests.
    const pid_t child = fork();
    if (child == 0) {
        signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{50'000, 50'000};
        setrlimit(RLIMIT_FSIZE, &limit);
        const auto put = open()->put(source_of(bytes_));
        _exit(put ? 2 : put.error().code == ErrorCode::no_space ? 0 : 1);
    }
    int status = 0;
    waitpid(child, &status, 0);
    ASSERT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 0) << "1: another error, 2: no error";
    EXPECT_TRUE(std::filesystem::is_empty(folder_ / "incoming"));
}

TEST_F(BlobFolder, ForgetsWhatAKilledProgramLeftADayAgo) {
    std::filesystem::create_directories(folder_ / "incoming");
    for (const char* const name : {"incoming/old", "incoming/new"}) std::ofstream{folder_ / name} << "half";
    std::filesystem::last_write_time(folder_ / "incoming/old",
                                     std::filesystem::file_time_type::clock::now() - std::chrono::hours{25});
    const auto blobs = open();
    EXPECT_FALSE(exists(folder_ / "incoming/old"));
    EXPECT_TRUE(exists(folder_ / "incoming/new")) << "somebody may be writing it";
}

TEST_F(BlobFolder, PassesOverWhatIsNoBlob) {
    const auto blobs = open();
    const auto id = blobs->put(source_of(bytes_)).value().id;
    std::ofstream{path_of(id) + "x"} << "?";
    std::ofstream{folder_ / "notes.txt"} << "?";
    std::filesystem::create_directories(folder_ / "zz/zz");
    std::ofstream{folder_ / ("zz/zz/" + crypto::to_hex(id))} << "not its place";
    int count = 0;
    ASSERT_TRUE(blobs->list([&](const BlobInfo&) { return ++count, Result<void>{}; }));
    EXPECT_EQ(count, 1);
}

TEST_F(BlobFolder, ThatIsGoneIsNotReady) {
    const auto blobs = open();
    std::filesystem::remove_all(folder_ / "incoming");
    EXPECT_EQ(blobs->check().error().code, ErrorCode::permission_denied);
    EXPECT_FALSE(blobs->put(source_of(bytes_)));
}

TEST(BlobId, IsSixtyFourDigits) {
    const auto id = crypto::blake2b_256(Bytes{1});
    EXPECT_EQ(parse_blob_id(crypto::to_hex(id)), id);
    EXPECT_FALSE(parse_blob_id("12"));
    EXPECT_FALSE(parse_blob_id(crypto::to_hex(id) + "00"));
    EXPECT_FALSE(parse_blob_id(std::string(64, 'g')));
}

}  // namespace
}  // namespace stratum::store
