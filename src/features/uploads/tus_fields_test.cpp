#include "tus_fields.hpp"

#include "stratum/base/text.hpp"

#include <gtest/gtest.h>

namespace stratum::uploads {
namespace {

std::string encoded(std::string_view text) {
    return to_base64({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}
std::string name_of(const std::string& field) {
    const auto description = parse_metadata(field);
    EXPECT_TRUE(description) << field << ": " << (description ? "" : description.error().text());
    return description ? description->name : "";
}

TEST(ParseMetadata, TakesNameFolderAndPlaylist) {
    EXPECT_EQ(name_of("filename w7wud2F2,filetype YXVkaW8vd2F2"), "ü.wav");
    EXPECT_EQ(name_of("filename " + encoded("a.flac") + ",relative_path " + encoded("Album/CD 1")),
              "Album/CD 1/a.flac");
    EXPECT_EQ(name_of("filename " + encoded("a.flac") + ",relative_path " + encoded("Album/a.flac")), "Album/a.flac");
    EXPECT_EQ(name_of("is_confidential,filename " + encoded("a.flac") + " , size " + encoded("7")), "a.flac");
    const auto with = parse_metadata("filename YS53YXY=,playlist " + encoded("018f3c2e-7b1a-7c3d-9e4f-0123456789ab"));
    ASSERT_TRUE(with);
    EXPECT_EQ(to_text(with->playlist.value()), "018f3c2e-7b1a-7c3d-9e4f-0123456789ab");
    EXPECT_FALSE(parse_metadata("filename YS53YXY=")->playlist);
}

TEST(ParseMetadata, MakesNamesHarmless) {
    EXPECT_EQ(name_of("filename " + encoded("C:\\Music\\a.mp3")), "a.mp3");
    EXPECT_EQ(name_of("filename " + encoded("/etc/passwd")), "passwd");
    EXPECT_EQ(name_of("filename " + encoded("a\nb\x1b[2J.mp3")), "a?b?[2J.mp3");
    for (const std::string& name : {"..", "../..", "a/../b"})
        EXPECT_FALSE(parse_metadata("filename " + encoded(name))) << name;
    EXPECT_FALSE(parse_metadata("filename YS53YXY=,relative_path " + encoded("../../x")));
}

TEST(ParseMetadata, SaysWhatIsWrong) {
    const std::string name = "filename YS53YXY=";
    for (const std::string& field :
         {std::string{}, std::string{"filetype YXVkaW8vd2F2"}, std::string{"filename"}, std::string{"filename ///"},
          std::string{"filename %%%"}, name + "," + name, name + ",", "," + name,
          name + ",playlist bm9uZQ==", "filename " + encoded("\xff\xfe"), "filename " + encoded(std::string(256, 'a')),
          name + ",x " + encoded(std::string(8000, 'a'))}) {
        const auto description = parse_metadata(field);
        ASSERT_FALSE(description) << field;
        EXPECT_EQ(description.error().code, ErrorCode::invalid_argument);
        EXPECT_TRUE(description.error().message.starts_with("Upload-Metadata")) << description.error().message;
    }
}

TEST(ParseChecksum, KnowsTwoAlgorithmsAndTheirSizes) {
    EXPECT_FALSE(parse_checksum("").value());
    const auto sum = parse_checksum("sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=").value();
    ASSERT_TRUE(sum);
    EXPECT_EQ(sum->algorithm, "sha1");
    EXPECT_EQ(to_hex(sum->value), "2aae6c35c94fcfb415dbe95f408b9ce91ee846ed");
    EXPECT_TRUE(parse_checksum("sha256 " + encoded(std::string(32, 'x'))).value());
    for (const std::string& field : {std::string{"md5 " + encoded(std::string(16, 'x'))}, std::string{"sha256"},
                                     "sha256 " + encoded(std::string(20, 'x')), std::string{"sha1 ???"},
                                     std::string{"Kq5sNclPz7QV2+lfQIuc6R7oRu0="}})
        EXPECT_FALSE(parse_checksum(field)) << field;
}

TEST(ParseBytes, TakesDigitsOnly) {
    EXPECT_EQ(parse_bytes("Upload-Offset", "0").value(), 0);
    EXPECT_EQ(parse_bytes("Upload-Offset", " 2147483648 ").value(), 2'147'483'648);
    for (const auto* field : {"", "-1", "+1", "1.5", "1e3", "0x10", "ten", "99999999999999999999"})
        EXPECT_FALSE(parse_bytes("Upload-Offset", field)) << field;
}

}  // namespace
}  // namespace stratum::uploads
