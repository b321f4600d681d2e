import {
  type GrpcObject,
  loadPackageDefinition,
  type ServiceClientConstructor,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { join } from 'node:path';

export interface PixKeyRegistration {
  kind: string;
  key: string;
  accountId: string;
}

export interface PixKey {
  kind: string;
  key: string;
}

export interface PixKeyInfo {
  id: string;
  kind: string;
  key: string;
  account: {
    accountId: string;
    accountNumber: string;
    bankId: string;
    bankName: string;
    OwnerName: string;
    createdAt: string;
  };
  createdAt: string;
}

export interface PixKeyCreatedResult {
  id: string;
  status: string;
  error: string;
}

/** The service of the course, read from the .proto file beside this one. */
export function pixService(): ServiceClientConstructor {
  const definition = loadSync(join(__dirname, 'pixkey.proto'), { keepCase: true, defaults: true });
  const names = ['github', 'com', 'codeedu', 'codepix'];
  const root = loadPackageDefinition(definition);
  const found = names.reduce<GrpcObject>((each, name) => each[name] as GrpcObject, root);
  return found['PixService'] as ServiceClientConstructor;
}
