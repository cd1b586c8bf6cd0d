/* OpenSSL 3 as Swift sees it. Its macros, variadic calls and stacks, which Swift cannot see, get a
 * function each. Used by Platform only. Unless it says otherwise a function returns 1 on success. */
#pragma once
#include <arpa/inet.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>

/* A key encrypted with a password is refused, not asked for on the terminal. */
static inline int copenssl_no_password(char *into, int size, int writing, void *data) {
    (void)into, (void)size, (void)writing, (void)data;
    return 0;
}

/* TLS 1.2 and newer; writes may be repeated from another address, as output buffers are moved. Of the
 * suites of TLS 1.3 that with the least work for each byte comes first. */
static inline SSL_CTX *copenssl_context(int server) {
    SSL_CTX *context = SSL_CTX_new(server ? TLS_server_method() : TLS_client_method());
    if (context == NULL) return NULL;
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                     SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_ciphersuites(context, "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:"
                                      "TLS_CHACHA20_POLY1305_SHA256");
    SSL_CTX_set_default_passwd_cb(context, copenssl_no_password);
    if (server) SSL_CTX_set_session_id_context(context, (const unsigned char *)"smppbench", 9);
    return context;
}

/* Trusts the certificates in PEM text, each for itself: the rest of its chain need not be there. */
static inline int copenssl_trust(SSL_CTX *context, const char *pem) {
    BIO *text = BIO_new_mem_buf(pem, -1);
    X509_STORE *store = SSL_CTX_get_cert_store(context);
    X509 *certificate;
    int count = 0;
    while (text != NULL && (certificate = PEM_read_bio_X509(text, NULL, NULL, NULL)) != NULL) {
        count += X509_STORE_add_cert(store, certificate);
        X509_free(certificate);
    }
    BIO_free(text);
    ERR_clear_error();
    X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN);
    return count > 0;
}

/* The peer must be `host`, a name or an address; a name is also sent, so that it can choose (SNI). */
static inline int copenssl_expect(SSL *session, const char *host, int verify) {
    X509_VERIFY_PARAM *rules = SSL_get0_param(session);
    ASN1_OCTET_STRING *address = a2i_IPADDRESS(host);
    int done = 1;
    if (address != NULL) {
        if (verify) done = X509_VERIFY_PARAM_set1_ip_asc(rules, host);
    } else {
        if (verify) done = X509_VERIFY_PARAM_set1_host(rules, host, 0);
        done = done && SSL_set_tlsext_host_name(session, host);
    }
    ASN1_OCTET_STRING_free(address);
    ERR_clear_error();
    return done;
}

/* Puts a session between two rings of `size` bytes each; returns the end that faces the network. */
static inline BIO *copenssl_rings(SSL *session, size_t size) {
    BIO *inner = NULL, *outer = NULL;
    if (BIO_new_bio_pair(&inner, size, &outer, size) != 1) return NULL;
    SSL_set_bio(session, inner, inner);
    return outer;
}

/* Whether bytes wait in the session: decrypted, or in the ring before it. */
static inline int copenssl_has_input(SSL *session) {
    return SSL_pending(session) > 0 || BIO_ctrl_pending(SSL_get_rbio(session)) > 0;
}

/* The names and addresses a certificate is for, joined by ", "; at most `size` bytes with the NUL. */
static inline void copenssl_names(X509 *certificate, char *into, size_t size) {
    GENERAL_NAMES *names =
        (GENERAL_NAMES *)X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
    size_t end = 0;
    into[0] = 0;
    for (int i = 0; names != NULL && i < sk_GENERAL_NAME_num(names); i++) {
        GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);
        char shown[256] = "";
        if (name->type == GEN_DNS) {
            snprintf(shown, sizeof shown, "%.*s", ASN1_STRING_length(name->d.dNSName),
                     (const char *)ASN1_STRING_get0_data(name->d.dNSName));
        } else if (name->type == GEN_IPADD) {
            int family = ASN1_STRING_length(name->d.iPAddress) == 4 ? AF_INET : AF_INET6;
            inet_ntop(family, ASN1_STRING_get0_data(name->d.iPAddress), shown, sizeof shown);
        }
        if (shown[0] == 0 || end + strlen(shown) + 3 > size) continue;
        end += (size_t)snprintf(into + end, size - end, "%s%s", end > 0 ? ", " : "", shown);
    }
    GENERAL_NAMES_free(names);
}

/* A new key (P-256) and a certificate signed with it, valid from an hour ago for a year, for `names`
 * ("DNS:localhost,IP:127.0.0.1"). Both are given to the context; `pem` gets the certificate. */
static inline int copenssl_make_certificate(SSL_CTX *context, const char *names, char *pem,
                                            size_t size) {
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *made = X509_new();
    X509V3_CTX extension;
    X509_EXTENSION *alternatives = NULL;
    BIO *text = BIO_new(BIO_s_mem());
    int done = 0;
    if (key != NULL && made != NULL && text != NULL) {
        X509_set_version(made, 2);
        ASN1_INTEGER_set_int64(X509_get_serialNumber(made), 1);
        X509_gmtime_adj(X509_getm_notBefore(made), -3600);
        X509_gmtime_adj(X509_getm_notAfter(made), 365L * 24 * 3600);
        X509_set_pubkey(made, key);
        X509_NAME_add_entry_by_txt(X509_get_subject_name(made), "CN", MBSTRING_ASC,
                                   (const unsigned char *)"smppbench", -1, -1, 0);
        X509_set_issuer_name(made, X509_get_subject_name(made));
        X509V3_set_ctx(&extension, made, made, NULL, NULL, 0);
        alternatives = X509V3_EXT_conf_nid(NULL, &extension, NID_subject_alt_name, names);
        done = alternatives != NULL && X509_add_ext(made, alternatives, -1) &&
               X509_sign(made, key, EVP_sha256()) > 0 && PEM_write_bio_X509(text, made) == 1 &&
               SSL_CTX_use_certificate(context, made) == 1 &&
               SSL_CTX_use_PrivateKey(context, key) == 1;
    }
    int count = done ? BIO_read(text, pem, (int)size - 1) : 0;
    pem[count > 0 ? count : 0] = 0;
    X509_EXTENSION_free(alternatives);
    X509_free(made);
    EVP_PKEY_free(key);
    BIO_free(text);
    return done;
}
