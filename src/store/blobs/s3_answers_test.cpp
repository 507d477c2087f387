#include "s3_answers.hpp"

#include <gtest/gtest.h>

namespace stratum::store {
namespace {

TEST(S3Answers, FindTheTextOfElements) {
    const std::string xml =
        "<?xml version=\"1.0\"?><A xmlns=\"x\"><BC>no</BC><B>a &amp; &quot;b&#228;&#x1F3B5;</B><E/></A>";
    EXPECT_EQ(xml_text(xml, "B"), "a & \"b\xc3\xa4\xf0\x9f\x8e\xb5");
    EXPECT_EQ(xml_text(xml, "E"), "");
    EXPECT_FALSE(xml_text(xml, "C"));
    EXPECT_EQ(xml_text("<B>&nope; &amp &#0; &#xD800;</B>", "B"), "&nope; &amp &#0; &#xD800;");
    for (const char* const broken : {"", "<B", "<B>", "<B>x", "</B>", "<B></C>"})
        EXPECT_FALSE(xml_text(broken, "B")) << broken;
}

TEST(S3Answers, PagesAreRead) {
    const auto page = read_s3_page(
        "<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>t=&lt;1</NextContinuationToken>"
        "<Contents><Key>a</Key><LastModified>2009-10-12T17:50:30.250Z</LastModified><Size>434234</Size></Contents>"
        "<Contents><Key>b</Key><LastModified>2009-10-12T17:50:30Z</LastModified><Size>0</Size></Contents></"
        "ListBucketResult>");
    ASSERT_TRUE(page);
    ASSERT_EQ(page->objects.size(), 2U);
    EXPECT_EQ(page->objects[0].key, "a");
    EXPECT_EQ(page->objects[0].size, 434234);
    EXPECT_EQ(to_rfc3339(page->objects[0].modified), "2009-10-12T17:50:30.250Z");
    EXPECT_EQ(page->next, "t=<1");
}

TEST(S3Answers, PagesThatAreNoneAreNotRead) {
    EXPECT_FALSE(read_s3_page("<html>"));
    EXPECT_FALSE(read_s3_page("<ListBucketResult><Contents><Key>a</Key></Contents></ListBucketResult>"));
    EXPECT_FALSE(read_s3_page("<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>"))
        << "it would never end";
}

TEST(S3Answers, TimesOfBothForms) {
    EXPECT_EQ(read_s3_time("Mon, 12 Oct 2009 17:50:30 GMT"), read_s3_time("2009-10-12T17:50:30.000Z"));
    EXPECT_EQ(read_s3_time("1970-01-02T00:00:00.000Z"), Timestamp{86'400'000});
    for (const char* const wrong :
         {"", "yesterday", "2009-13-12T17:50:30Z", "2009-02-30T17:50:30Z", "2009-10-12T24:50:30Z",
          "Mon, 12 Okt 2009 17:50:30 GMT", "Mon, 12 Oct 2009", "2009-10-12T17:50"})
        EXPECT_FALSE(read_s3_time(wrong)) << wrong;
}

}  // namespace
}  // namespace stratum::store
