#include "stratum/audio/feature.hpp"
#include "stratum/base/os/process.hpp"
#include "stratum/library/library.hpp"
#include "stratum/library/stored.hpp"
#include "stratum/platform/test_server.hpp"

#include <filesystem>
#include <fstream>

namespace stratum::audio {
namespace {

/// As blobs that lie on another machine, which have no files here.
class Elsewhere final : public store::Blobs {
  public:
    explicit Elsewhere(Blobs& inner) : inner_(inner) {}
    Result<store::BlobInfo> put(const Source& source, std::stop_token stop) override {
        return inner_.put(source, std::move(stop));
    }
    Result<void> get(const store::BlobId& id, store::ByteRange range, const Sink& sink, std::stop_token stop) override {
        return inner_.get(id, range, sink, std::move(stop));
    }
    Result<store::BlobInfo> stat(const store::BlobId& id) override { return inner_.stat(id); }
    Result<void> remove(const store::BlobId& id) override { return inner_.remove(id); }
    Result<void> list(const std::function<Result<void>(const store::BlobInfo&)>& each, std::stop_token stop) override {
        return inner_.list(each, std::move(stop));
    }
    Result<void> check() override { return inner_.check(); }

  private:
    Blobs& inner_;
};

class SoundOfTracks : public platform::ServerTest {
  protected:
    static constexpr int kRate = 22'050;
    static constexpr int kSeconds = 60;

    void SetUp() override {
        ServerTest::SetUp();
        if (IsSkipped()) return;
        auto audio = feature();
        audio.migrations.push_back(library::migrations());
        audio.permissions.push_back({"tracks.read", "look at tracks", account::Tag::read});
        start({audio});
        services_->transcoding = {"mp3", "opus", "wav"};
    }
    /// A sawtooth; mono, 16 bits.
    static std::string wav() {
        std::string bytes;
        const auto number = [&](std::uint32_t value, int size) {
            for (int i = 0; i < size; ++i) bytes += static_cast<char>(value >> (8 * i));
        };
        constexpr std::uint32_t kData = kRate * kSeconds * 2;
        bytes += "RIFF";
        number(36 + kData, 4);
        bytes += "WAVEfmt ";
        number(16, 4);
        for (const std::uint32_t half : {1U, 1U}) number(half, 2);
        number(kRate, 4);
        number(kRate * 2, 4);
        number(2, 2);
        number(16, 2);
        bytes += "data";
        number(kData, 4);
        for (std::uint32_t i = 0; i < kRate * kSeconds; ++i) number((i * 400U) & 0x7fffU, 2);
        return bytes;
    }
    std::string add(const std::string& path, std::int64_t size) {
        library::Heard heard{.path = path,
                             .stat = {.kind = FileKind::regular, .size = size},
                             .media = {.container = "wav",
                                       .codec = "pcm_s16",
                                       .lossless = true,
                                       .rate = SampleRate{kRate},
                                       .channels = 1,
                                       .frames = std::int64_t{kRate} * kSeconds},
                             .frames = std::int64_t{kRate} * kSeconds};
        const auto recorded = services_->change([&](store::Database& database) {
            return library::Library::over(database, workspace_, clock_).record(heard);
        });
        EXPECT_TRUE(recorded) << recorded.error().text();
        return "/api/v1/tracks/" + to_text(recorded->track) + "/audio";
    }
    /// The sound of a track whose file the server keeps.
    std::string add_stored() {
        const auto bytes = std::span{reinterpret_cast<const std::uint8_t*>(wav_.data()), wav_.size()};
        const auto info = blobs_->put(store::source_of(bytes)).value();
        return add(library::stored_path({crypto::to_hex(info.id), "Album/a song.wav"}), info.size);
    }
    const std::string wav_ = wav();
};

TEST_P(SoundOfTracks, IsThatOfTheFileOrOfTheBlobInAnyRange) {
    const std::string path = files_ / "a song.wav";
    std::ofstream{path, std::ios::binary} << wav_;
    Elsewhere elsewhere{*blobs_};
    const std::string on_disk = add(path, static_cast<std::int64_t>(wav_.size()));
    for (int kind = 0; kind < 3; ++kind) {
        if (kind == 2) services_->blobs = &elsewhere;
        const std::string url = kind == 0 ? on_disk : add_stored();
        if (kind > 0) std::filesystem::remove(path);
        const auto whole = get(url);
        ASSERT_EQ(whole.status, 200) << whole.body;
        EXPECT_EQ(whole.body, wav_);
        EXPECT_EQ(whole.headers.get("Content-Type"), "audio/wav");
        const auto part = get(url, {{"Range", "bytes=100-1600099"}});  // more than one window
        EXPECT_EQ(part.status, 206);
        EXPECT_EQ(part.body, wav_.substr(100, 1'600'000));
        EXPECT_EQ(part.headers.get("Content-Range"), "bytes 100-1600099/" + std::to_string(wav_.size()));
        EXPECT_EQ(get(url, {{"Range", "bytes=" + std::to_string(wav_.size()) + "-"}}).status, 416);
        EXPECT_EQ(get(url, {{"If-None-Match", std::string{whole.headers.get("ETag")}}}).status, 304);
        EXPECT_EQ(get(url + "?download=true").headers.get("Content-Disposition"),
                  "attachment; filename=\"a song.wav\"; filename*=UTF-8''a%20song.wav");
    }
}

TEST_P(SoundOfTracks, IsNotThereWhenItsFileIsGone) {
    const std::string url = add_stored();
    services_->blobs = nullptr;
    EXPECT_EQ(get(url).status, 503);
    services_->blobs = blobs_.get();
    std::filesystem::remove_all(files_ / "blobs");
    EXPECT_EQ(get(url).status, 404);
    EXPECT_EQ(get("/api/v1/tracks/" + to_text(IdSource::random()) + "/audio").status, 404);
}

TEST_P(SoundOfTracks, IsTranscodedOnTheWay) {
    if (os::find_program("ffmpeg").empty()) GTEST_SKIP() << "no ffmpeg";
    Elsewhere elsewhere{*blobs_};
    const std::string url = add_stored();
    for (const bool far : {false, true}) {
        if (far) services_->blobs = &elsewhere;
        const auto mp3 = get(url + "?format=mp3&bit_rate=64000", {{"Range", "bytes=0-10"}});  // no ranges
        EXPECT_EQ(mp3.status, 200);
        EXPECT_EQ(mp3.headers.get("Content-Type"), "audio/mpeg");
        EXPECT_EQ(mp3.headers.get("Accept-Ranges"), "none");
        EXPECT_NEAR(static_cast<double>(mp3.body.size()), 64'000.0 / 8 * kSeconds, 5'000.0);
        const auto late = get(url + "?format=mp3&bit_rate=64000&from=45");
        EXPECT_NEAR(static_cast<double>(late.body.size()), 64'000.0 / 8 * 15, 5'000.0);
        const auto opus = get(url + "?format=opus&download=true");
        EXPECT_EQ(opus.headers.get("Content-Type"), "audio/ogg");
        EXPECT_EQ(opus.headers.get("Content-Disposition"),
                  "attachment; filename=\"a song.opus\"; filename*=UTF-8''a%20song.opus");
        EXPECT_EQ(opus.body.substr(0, 4), "OggS");
        const auto pcm = get(url + "?format=wav");
        EXPECT_EQ(pcm.body.substr(0, 4), "RIFF");
        EXPECT_NEAR(static_cast<double>(pcm.body.size()), static_cast<double>(wav_.size()), 200.0);
        EXPECT_EQ(
            get(url + "?format=mp3", {{"If-None-Match", std::string{get(url + "?format=mp3").headers.get("ETag")}}})
                .status,
            304);
    }
    // Copies go with those who listened.
    const auto left = list_folder(files_ / "scratch/heard");
    if (left) EXPECT_TRUE(left->empty());
}

TEST_P(SoundOfTracks, IsRefusedInWaysThatCanNotBe) {
    const std::string url = add_stored();
    EXPECT_EQ(get(url + "?format=flac").status, 400);
    EXPECT_EQ(get(url + "?format=mp3&bit_rate=1000").status, 400);
    EXPECT_EQ(get(url + "?from=10").status, 400);
    EXPECT_EQ(get(url + "?format=mp3&from=60").status, 400);
    EXPECT_EQ(get(url + "?format=mp3&from=-1").status, 400);
    services_->transcoding = {"wav"};
    const auto refused = get(url + "?format=mp3");
    EXPECT_EQ(refused.status, 415);
    EXPECT_EQ(refused.json().text("hint"), "ask for wav");
    settings_["audio.transcodes"] = "0";
    const auto busy = get(url + "?format=wav");
    EXPECT_EQ(busy.status, 503);
    EXPECT_EQ(busy.headers.get("Retry-After"), "5");
    const auto head = send(net::Method::head, url + "?format=wav");  // costs nothing
    EXPECT_EQ(head.status, 200);
    EXPECT_FALSE(head.length_known);
}

STRATUM_ON_EVERY_ENGINE(SoundOfTracks);

}  // namespace
}  // namespace stratum::audio
