/**
 * A self-signed certificate for localhost and 127.0.0.1, for tests of encrypted connections. The key
 * is public by being here and protects nothing. Valid until 2126.
 */
export const TEST_CERTIFICATE = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQge6lJvkjLvoPNPPu4
XRZF3oYsgGrP8fWu1QQm74+qhjWhRANCAATtpaKh8h7H9d7+ThPLmkCaRrodT0Gy
ne1GYKMCqe/0ybhAubdVl7+SK/nkKWLxxao4li1ENYhlqBItYCFvtPPF
-----END PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBmjCCAUGgAwIBAgIUeUBYfUZQnDvMeS5O9t6BiVX0gT4wCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMzIxMjA1OVoYDzIxMjYxMDMw
MjEyMDU5WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATtpaKh8h7H9d7+ThPLmkCaRrodT0Gyne1GYKMCqe/0ybhAubdVl7+S
K/nkKWLxxao4li1ENYhlqBItYCFvtPPFo28wbTAdBgNVHQ4EFgQUANzW0av87y+O
panU3C3QgVhFJ64wHwYDVR0jBBgwFoAUANzW0av87y+OpanU3C3QgVhFJ64wDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDRwAwRAIgAbqfBqq7Ypm5paJvV/EmkXCHrEMSi9M6DDGkoxyq2EsCIHAp
I7ER5dFvItNdqPZb03yTd8kK5FrTyh4Bx842ssA4
-----END CERTIFICATE-----
`,
};
